// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace trunkgate::proxy {

/// One AES-128-SIV key (RFC 5297 §2.2: 16 bytes for S2V, then 16 for CTR). Wiped when it goes. No formatter prints it.
class SealingKey {
 public:
  static constexpr std::size_t size = 32;
  using Bytes = std::array<std::uint8_t, size>;

  explicit SealingKey(const Bytes& bytes);
  SealingKey(const SealingKey&) = default;
  SealingKey& operator=(const SealingKey&) = default;
  ~SealingKey();

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  /// First byte of the key's SHA-256: goes into every token, so that the order of keys may change.
  [[nodiscard]] std::uint8_t id() const { return id_; }

 private:
  Bytes bytes_;
  std::uint8_t id_;
};

/// The sealing keys in force. The first one seals, every one opens.
class KeyRing {
 public:
  static constexpr std::size_t key_count_max = 8;

  enum class AddError : std::uint8_t {
    none,
    full,       ///< more than key_count_max keys
    duplicate,  ///< this very key is there already
    id_clash,   ///< another key with the same id is there: a token could not say which one it wants
  };
  [[nodiscard]] AddError add(const SealingKey& key);

  [[nodiscard]] const std::vector<SealingKey>& keys() const { return keys_; }
  [[nodiscard]] bool empty() const { return keys_.empty(); }

 private:
  std::vector<SealingKey> keys_;
};

}  // namespace trunkgate::proxy
