// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace trunkgate::media {

/// A point of the monotonic clock, always passed in: media/io reads the clock once per batch, nothing below it does.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

}  // namespace trunkgate::media
