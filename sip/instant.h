// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace trunkgate::sip {

/// A point on the caller's monotonic clock. Nothing in sip/ reads a clock: every Instant is a parameter.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// The deadline of a machine that waits for nothing.
inline constexpr Instant never = Instant::max();

}  // namespace trunkgate::sip
