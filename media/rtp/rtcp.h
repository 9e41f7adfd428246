// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace trunkgate::media {

/// Packet types that a compound may hold (RFC 3550 §12.1, RFC 4585 §6.1, RFC 3611 §2).
enum class RtcpType : std::uint8_t {
  sender_report = 200,
  receiver_report = 201,
  source_description = 202,
  bye = 203,
  application = 204,
  transport_feedback = 205,
  payload_feedback = 206,
  extended_report = 207
};

inline constexpr std::size_t rtcp_header_size = 8;    ///< common header + SSRC of the sender
inline constexpr std::size_t sender_info_size = 20;   ///< NTP and RTP time, counts; RFC 3550 §6.4.1
inline constexpr std::size_t report_block_size = 24;  ///< §6.4.1

enum class RtcpError : std::uint8_t {
  none,
  too_short,       ///< below 8 octets
  bad_version,     ///< a part whose version is not 2
  bad_first_type,  ///< the first part is no report (RFC 3550 A.2), or it has padding
  bad_length,      ///< the parts do not add up to the datagram
  bad_part         ///< a part whose own counts lead past its end (reports, SDES items, BYE reason)
};

/// Checks a compound packet in the clear, RFC 3550 A.2 and the inner structure of each known part.
[[nodiscard]] RtcpError check_rtcp(std::span<const std::uint8_t> compound);

/// Topology hiding for RTCP: takes out what could name the inside and keeps what describes the stream. SDES texts (a
/// CNAME is user@host, §6.5.1) and BYE reasons (§6.6) are overwritten with text made from the SSRC; APP and unknown
/// parts are cut. In place. `compound` has passed check_rtcp(). Returns the new size, never larger.
[[nodiscard]] std::size_t hide_rtcp(std::span<std::uint8_t> compound);

}  // namespace trunkgate::media
