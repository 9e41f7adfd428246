// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace trunkgate::media {

/// Every bound of SDP handling, with its reason. The text itself is bounded by sdp_size_max in media/control.h.

/// m= lines of one body; a CUCM answer has five, Asterisk takes sixteen. More: malformed.
inline constexpr std::size_t sdp_media_lines_max = 16;
/// Formats of the audio line. Asterisk takes 72 in all, RFC 3551 has 35 dynamic and static audio types. More:
/// malformed.
inline constexpr std::size_t sdp_formats_max = 64;
/// a=crypto lines read per m= line; RFC 4568 offers hold one per suite. More are passed over.
inline constexpr std::size_t sdp_crypto_lines_max = 16;
/// Lines of one section (session part or one m= line with what belongs to it); chan_sip takes 256 in a whole body.
inline constexpr std::size_t sdp_section_lines_max = 256;
/// Octets of fmtp parameters that pass; the longest audio ones (AMR, EVS) stay below 200. Longer: the line is dropped.
inline constexpr std::size_t sdp_fmtp_size_max = 255;
/// Octets of an encoding name (RFC 3551's longest is "telephone-event", 15).
inline constexpr std::size_t sdp_encoding_size_max = 32;
/// Octets of a transport such as "UDP/TLS/RTP/SAVPF" that is kept on a rejected line. Longer: malformed.
inline constexpr std::size_t sdp_transport_size_max = 23;
/// Octets of a media type: "application" is the longest registered one. Longer: malformed.
inline constexpr std::size_t sdp_media_type_size_max = 15;
/// Numbers behind T.38 attributes: 33,600 bit/s and buffers of some kilobytes are in use. Larger: the line is dropped.
inline constexpr std::uint64_t sdp_t38_number_max = 1'000'000;
/// Formats of a side that the plan carries, for clock rates and events.
inline constexpr std::size_t plan_formats_max = 16;
/// Payload types of one direction that need another number on the other side.
inline constexpr std::size_t plan_payload_changes_max = 8;
/// Suites that media/srtp knows, so many a=crypto lines are in our offers at most.
inline constexpr std::size_t sdes_suite_count = 6;
/// RFC 4568 §6.1: the key's lifetime is counted in packets. Below 2^20 (5.8 hours at 20 ms) a call could outlive its
/// key, and we never renew one in mid-call: such a line is refused.
inline constexpr std::uint64_t sdes_lifetime_min = std::uint64_t{1} << 20;
/// RFC 3711 §9.2: no key protects more than 2^48 SRTP packets.
inline constexpr std::uint64_t sdes_lifetime_max = std::uint64_t{1} << 48;

}  // namespace trunkgate::media
