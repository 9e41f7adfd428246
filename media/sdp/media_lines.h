// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "media/sdp/limits.h"

namespace trunkgate::media {

/// Type and transport of each m= line of a session: what a rejected line needs to stay in its place in every
/// offer and answer (RFC 3264 §6, §8.2). Copies of tokens that were checked, so that no view outlives its body. At most
/// sdp_media_lines_max.
class MediaLines {
 public:
  struct Line {
    [[nodiscard]] std::string_view type() const { return {type_octets.data(), type_size}; }
    [[nodiscard]] std::string_view transport() const { return {transport_octets.data(), transport_size}; }
    std::array<char, sdp_media_type_size_max> type_octets{};
    std::uint8_t type_size = 0;
    std::array<char, sdp_transport_size_max> transport_octets{};
    std::uint8_t transport_size = 0;
  };

  /// Replaces line `index`, or appends when `index` is size(). False when index, type or transport is out of bounds.
  bool set(std::size_t index, std::string_view type, std::string_view transport);
  [[nodiscard]] const Line& operator[](std::size_t index) const { return lines_[index]; }
  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  void truncate(std::size_t size);

 private:
  std::vector<Line> lines_;
};

}  // namespace trunkgate::media
