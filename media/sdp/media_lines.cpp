// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/media_lines.h"

#include <algorithm>

namespace trunkgate::media {

bool MediaLines::set(std::size_t index, std::string_view type, std::string_view transport) {
  if (index > size_ || index >= lines_.size()) return false;
  Line& line = lines_[index];
  if (type.size() > line.type_octets.size() || transport.size() > line.transport_octets.size()) return false;
  std::ranges::copy(type, line.type_octets.begin());
  line.type_size = static_cast<std::uint8_t>(type.size());
  std::ranges::copy(transport, line.transport_octets.begin());
  line.transport_size = static_cast<std::uint8_t>(transport.size());
  if (index == size_) ++size_;
  return true;
}

void MediaLines::truncate(std::size_t size) {
  if (size < size_) size_ = static_cast<std::uint8_t>(size);
}

}  // namespace trunkgate::media
