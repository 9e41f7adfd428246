// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/media_lines.h"

#include <algorithm>

namespace trunkgate::media {

bool MediaLines::set(std::size_t index, std::string_view type, std::string_view transport) {
  if (index > lines_.size() || index >= sdp_media_lines_max) return false;
  if (type.size() > sdp_media_type_size_max || transport.size() > sdp_transport_size_max) return false;
  if (index == lines_.size()) lines_.emplace_back();
  Line& line = lines_[index];
  std::ranges::copy(type, line.type_octets.begin());
  line.type_size = static_cast<std::uint8_t>(type.size());
  std::ranges::copy(transport, line.transport_octets.begin());
  line.transport_size = static_cast<std::uint8_t>(transport.size());
  return true;
}

void MediaLines::truncate(std::size_t size) {
  if (size < lines_.size()) lines_.resize(size);
}

}  // namespace trunkgate::media
