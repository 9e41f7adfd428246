// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trunkgate::media::ng {

/// Every bound of the ng protocol, with its reason.

/// The payload of one UDP datagram over IPv4 (RFC 768, RFC 791): a message is never longer.
inline constexpr std::size_t datagram_size_max = 65507;
/// Octets of a cookie. Kamailio's is "PID_COUNTER", OpenSIPS's likewise, at most 30.
inline constexpr std::size_t cookie_size_max = 128;
/// Lists within dictionaries within lists: the deepest known message, the reply to a query, has ten levels.
inline constexpr std::size_t depth_max = 16;
/// Values of one message. A Kamailio offer has about 40, a reply to `query` for one dialogue about 60.
inline constexpr std::size_t node_count_max = 2048;
/// Octets that a message's tree holds itself: texts of JSON with their escapes undone, and texts made for a reply.
inline constexpr std::size_t kept_text_max = datagram_size_max;
/// Octets of a Call-ID, a tag or a branch. RFC 3261 gives no bound; carriers' Call-IDs stay below 200.
inline constexpr std::size_t identifier_size_max = 255;
/// Codecs named in one `codec` list.
inline constexpr std::size_t codec_names_max = 16;

}  // namespace trunkgate::media::ng
