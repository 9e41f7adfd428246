// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trunkgate::proxy {

/// A response or ACK that waits for the anchor, or an SDP kept for a second attempt. An answer of CUCM with all its
/// rejected lines stays below 4 kB.
inline constexpr std::size_t parked_size_max = 12 * 1024;
inline constexpr std::uint32_t parked_count_max = 4096;
/// An SDP that a leg keeps, to answer or to send a session refresh (RFC 4028) without the other leg. A longer one is
/// not kept, and the refresh is carried across.
inline constexpr std::size_t kept_sdp_size_max = 1536;
/// Responses that may queue behind one that waits for the anchor: forked 18x and the 200.
inline constexpr std::size_t parked_per_call_max = 6;

/// RFC 3261 §16.6, timer C: an INVITE must not ring for ever.
inline constexpr std::chrono::seconds ringing_max{180};
/// Twilio's own rule for its customers: no response to an INVITE for 4 s, try the next address.
inline constexpr std::chrono::seconds first_response_max{4};
/// How long a finished call waits for what is still under way (BYE: 64*T1 = 32 s; CANCEL that meets no 487).
inline constexpr std::chrono::seconds closing_max{40};
/// How long the anchor may think before the step counts as refused.
inline constexpr std::chrono::seconds media_reply_max{5};

/// An UPDATE with an offer is answered by the far side's answer to a re-INVITE, which has this long: less than Timer F.
inline constexpr std::chrono::seconds update_answer_max{20};
/// After the NOTIFY that ends a transfer the side that asked for it has this long to hang up. Twilio keeps the new
/// parties silent until then, for 32 s at most.
inline constexpr std::chrono::milliseconds transfer_bye_wait{500};
/// A session refresh that something else is in the way of, or that the peer cannot take now, is tried again after this.
inline constexpr std::chrono::seconds refresh_retry{2};
/// No Retry-After of a peer makes us wait longer than this with a session refresh.
inline constexpr std::chrono::seconds refresh_retry_max{30};

inline constexpr int hops_max = 70;                      ///< Max-Forwards of our requests (RFC 3261 §8.1.1.6)
inline constexpr std::uint8_t attempt_count_max = 8;     ///< targets tried for one call, with challenges
inline constexpr std::uint32_t retry_after_seconds = 5;  ///< in our 503

}  // namespace trunkgate::proxy
