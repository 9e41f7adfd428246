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

inline constexpr std::uint8_t attempt_count_max = 8;      ///< targets tried for one call, with challenges
inline constexpr std::uint32_t retry_after_seconds = 5;   ///< in our 503

}  // namespace trunkgate::proxy
