// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>

#include "media/srtp/suite.h"

namespace trunkgate::media {

/// SRTP master key and salt (RFC 3711 §3.2.1) by value, key first. Every copy is wiped when it is released or
/// overwritten; printing one shows its size alone.
class MasterKey {
 public:
  MasterKey() = default;
  MasterKey(const MasterKey& other) { assign(other.bytes()); }
  MasterKey& operator=(const MasterKey& other);
  ~MasterKey() { wipe(); }

  /// False, and empty, when `bytes` is longer than master_size_max.
  bool assign(std::span<const std::uint8_t> bytes);
  void wipe();

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }
  /// Long enough for `suite`, and not longer.
  [[nodiscard]] bool fits(Suite suite) const { return size_ == suite_row(suite).master_size(); }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// In constant time for equal sizes.
  [[nodiscard]] bool operator==(const MasterKey& other) const;

 private:
  std::uint8_t size_ = 0;
  std::array<std::uint8_t, master_size_max> bytes_{};
};

std::ostream& operator<<(std::ostream& out, const MasterKey& key);

}  // namespace trunkgate::media
