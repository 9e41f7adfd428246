// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/heard_line.h"

#include <optional>

#include "media/sdp/attribute.h"

namespace trunkgate::media {
namespace {

std::optional<Direction> find_direction(std::string_view text) {
  SdpLines lines(text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    const auto direction = attribute ? read_direction(*attribute) : std::nullopt;
    if (direction) return direction;
  }
  return std::nullopt;
}

/// The line's own direction, else the session's, else sendrecv (RFC 8866 §6.7). c=0.0.0.0 is the hold of RFC 2543: who
/// writes it cannot receive, whatever the attribute says (RFC 3264 §8.4).
Direction direction_of(const Description& description, const MediaSection& section, const Address& address) {
  auto direction = find_direction(section.text);
  if (!direction) direction = find_direction(description.session());
  const auto bits = static_cast<unsigned>(direction.value_or(Direction::sendrecv));
  return static_cast<Direction>(address.is_unspecified() ? bits & 1U : bits);
}

}  // namespace

void HeardLine::begin(std::size_t at) {
  plan = {};
  plan.heard = true;
  codecs.clear();
  crypto_tag = 0;
  index = static_cast<std::uint8_t>(at);
}

bool HeardLine::read_target(const Description& description, const MediaSection& section) {
  const auto address = description.connection(section);
  if (!section.single_port || !address) return false;
  plan.enabled = true;
  plan.multicast = address->is_multicast();
  plan.rtp = {*address, section.port};
  plan.direction = direction_of(description, section, *address);
  return true;
}

}  // namespace trunkgate::media
