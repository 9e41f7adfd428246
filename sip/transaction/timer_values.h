// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "sip/instant.h"

namespace trunkgate::sip {

// RFC 3261 table 4 (section 17 and appendix A), RFC 6026 section 7.1 for L and M, RFC 4320 section 4.1.

inline constexpr Duration timer_t1 = std::chrono::milliseconds(500);  ///< round-trip time estimate
inline constexpr Duration timer_t2 = std::chrono::seconds(4);         ///< longest retransmit interval
inline constexpr Duration timer_t4 = std::chrono::seconds(5);         ///< longest life of a message in the network

inline constexpr Duration timer_a = timer_t1;       ///< INVITE request retransmit, doubles; unreliable transport only
inline constexpr Duration timer_b = 64 * timer_t1;  ///< INVITE client gives up
inline constexpr Duration timer_e = timer_t1;       ///< non-INVITE request retransmit, doubles up to T2
inline constexpr Duration timer_f = 64 * timer_t1;  ///< non-INVITE client gives up
inline constexpr Duration timer_g = timer_t1;       ///< INVITE response retransmit, doubles up to T2
inline constexpr Duration timer_h = 64 * timer_t1;  ///< wait for the ACK of a failure response
inline constexpr Duration timer_l = 64 * timer_t1;  ///< INVITE server stays in accepted
inline constexpr Duration timer_m = 64 * timer_t1;  ///< INVITE client stays in accepted

/// Wait for retransmitted responses to INVITE: table 4 wants at least 32 s, and no less than the peer's Timer H.
constexpr Duration timer_d(bool reliable) { return reliable ? Duration::zero() : Duration(std::chrono::seconds(32)); }
/// Wait for retransmitted ACKs.
constexpr Duration timer_i(bool reliable) { return reliable ? Duration::zero() : timer_t4; }
/// Wait for retransmitted non-INVITE requests.
constexpr Duration timer_j(bool reliable) { return reliable ? Duration::zero() : 64 * timer_t1; }
/// Wait for retransmitted non-INVITE responses.
constexpr Duration timer_k(bool reliable) { return reliable ? Duration::zero() : timer_t4; }

/// RFC 4320 §4.1: no 100 to a non-INVITE on UDP before the peer's Timer E has been reset to T2. It fires after 0.5, 1.5
/// and 3.5 s, and is then reset to 4 s.
inline constexpr Duration trying_holdback = 7 * timer_t1;

/// The interval after `interval`, for Timers E and G and for the 2xx of §13.3.1.4.
constexpr Duration next_interval(Duration interval) { return std::min(2 * interval, timer_t2); }

}  // namespace trunkgate::sip
