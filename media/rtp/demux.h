// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace trunkgate::media {

/// What a datagram on a media port claims to be, from its first two octets.
enum class PacketKind : std::uint8_t {
  rtp,   ///< RTP or SRTP
  rtcp,  ///< RTCP or SRTCP
  stun,  ///< never solicited by us: our SDP offers no ICE
  dtls,  ///< never solicited by us: keys come by SDES
  other
};

/// RFC 7983 §7 by the first octet; RFC 5761 §4 tells RTCP (packet types 192 to 223) from RTP.
[[nodiscard]] constexpr PacketKind classify(std::span<const std::uint8_t> packet) {
  if (packet.size() < 2) return PacketKind::other;
  const std::uint8_t first = packet[0];
  if (first >= 128 && first <= 191) {
    return packet[1] >= 192 && packet[1] <= 223 ? PacketKind::rtcp : PacketKind::rtp;
  }
  if (first <= 3) return PacketKind::stun;
  if (first >= 20 && first <= 63) return PacketKind::dtls;
  return PacketKind::other;
}

}  // namespace trunkgate::media
