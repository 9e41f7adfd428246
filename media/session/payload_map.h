// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "media/limits.h"

namespace trunkgate::media {

/// Payload types of one direction that the two sides number differently (an answer may renumber a dynamic type, RFC
/// 3264 §6.1). Types that are not listed pass as they are.
class PayloadMap {
 public:
  /// False when full: the type then passes as it is.
  bool add(std::uint8_t from, std::uint8_t to) {
    if (size_ == entries_.size()) return false;
    entries_[size_++] = {from, to};
    return true;
  }
  [[nodiscard]] std::uint8_t operator()(std::uint8_t payload_type) const {
    for (std::size_t i = 0; i < size_; ++i) {
      if (entries_[i].from == payload_type) return entries_[i].to;
    }
    return payload_type;
  }

 private:
  struct Entry {
    std::uint8_t from;
    std::uint8_t to;
  };
  std::array<Entry, payload_map_size_max> entries_{};
  std::uint8_t size_ = 0;
};

}  // namespace trunkgate::media
