// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "media/limits.h"
#include "media/session/packet.h"
#include "media/session/stream.h"

namespace trunkgate::media {

/// What every packet needs that leaves towards a side, relayed or our own. Inline, since each relayed packet asks.

/// With the room behind it, which protection grows into.
[[nodiscard]] inline std::span<std::uint8_t> buffer_of(const Packet& packet) {
  return {packet.octets, packet.size + packet_tail_room};
}

/// Nobody is sent to who was neither believed nor signalled as an address that we may use: then null.
[[nodiscard]] inline const Endpoint* target_of(const StreamSide& out, bool rtcp) {
  if (!out.ports || (rtcp ? out.rtcp_blocked : out.rtp_blocked)) return nullptr;
  const Endpoint& target = (rtcp ? out.rtcp : out.rtp).target();
  return target.port != 0 ? &target : nullptr;
}

/// SRTP where the side wants it; false: the packet must not leave.
[[nodiscard]] inline bool seal(StreamSide& out, bool rtcp, Packet& packet) {
  SrtpSession& session = out.seals;
  if (!session.is_open()) return true;
  const SrtpError error =
      rtcp ? session.protect_rtcp(buffer_of(packet), packet.size) : session.protect_rtp(buffer_of(packet), packet.size);
  return error == SrtpError::none;
}

/// Our own end of the side's RTP or RTCP.
[[nodiscard]] inline Endpoint local(const StreamSide& side, bool rtcp) {
  return {side.config->bind, static_cast<std::uint16_t>(side.ports.number() + (rtcp ? 1 : 0))};
}

}  // namespace trunkgate::media
