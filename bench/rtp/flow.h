// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <span>

#include "media/srtp/crypto_session.h"

namespace trunkgate::bench {

inline constexpr std::size_t rtp_size = 172;      ///< 20 ms of G.711
inline constexpr std::size_t datagram_max = 256;  ///< with room for a tag

/// One direction of one call: the packets of the party that sends, and what came of them at the party that hears.
struct Flow {
  std::uint32_t number = 0;
  std::uint32_t next_sequence = 0;      ///< RTP's is the lower half
  std::uint32_t expected_sequence = 0;  ///< one past the highest heard
  std::size_t socket = 0;               ///< of the sender, by index
  sockaddr_in target{};                 ///< where the server told the sender to send
  media::SrtpSession seals;             ///< without a key: plain RTP
  media::SrtpSession opens;
};

/// What a received packet proved to be.
struct Heard {
  bool sound = false;          ///< authentic, whole, and every octet as it was sent
  std::uint32_t sequence = 0;  ///< from here on: of a sound packet
  std::int64_t sent_ns = 0;
};

/// Writes and seals the flow's next packet, with the time in its payload. The number of octets.
[[nodiscard]] std::size_t write_packet(Flow& flow, std::int64_t now_ns, std::array<std::uint8_t, datagram_max>& out);
/// Opens `packet` in place and checks it.
[[nodiscard]] Heard read_packet(Flow& flow, std::span<std::uint8_t> buffer, std::size_t size);

}  // namespace trunkgate::bench
