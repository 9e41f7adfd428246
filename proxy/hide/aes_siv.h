// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct evp_cipher_ctx_st;

namespace trunkgate::proxy {

/// AES-SIV of RFC 5297 with one associated text: S2V over CMAC, then CTR. The AES is OpenSSL's. OpenSSL has this mode
/// as "AES-128-SIV" as well, but makes a new MAC object for every message: measured 6.9 µs and 27 allocations against
/// 0.7 µs and none. The tests compare the two byte by byte. Not thread-safe: the cipher objects are reused.
class AesSiv {
 public:
  using Block = std::array<std::uint8_t, 16>;

  /// `key` as in RFC 5297 §2.2. Aborts when OpenSSL cannot give an AES.
  explicit AesSiv(std::span<const std::uint8_t, 32> key);

  /// Encrypts `text` in place and gives the synthetic IV.
  [[nodiscard]] Block seal(std::span<const std::uint8_t> associated, std::span<std::uint8_t> text) const;
  /// Decrypts `text` in place. False when it is not what seal() gave; `text` is then wiped.
  [[nodiscard]] bool open(std::span<const std::uint8_t> associated, const Block& iv,
                          std::span<std::uint8_t> text) const;

 private:
  struct FreeContext {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, FreeContext>;

  void encrypt(Block& block) const;
  void count(const Block& iv, std::span<std::uint8_t> text) const;
  [[nodiscard]] Block cmac(std::span<const std::uint8_t> text) const;
  [[nodiscard]] Block synthetic_iv(std::span<const std::uint8_t> associated, std::span<std::uint8_t> text) const;

  Context block_cipher_;  // AES-ECB with the first half of the key, for CMAC
  Context counter_mode_;  // AES-CTR with the second half
  Block whole_mask_{};    // K1 and K2 of RFC 4493 §2.3
  Block partial_mask_{};
  Block start_{};  // CMAC of a zero block, where S2V begins
};

}  // namespace trunkgate::proxy
