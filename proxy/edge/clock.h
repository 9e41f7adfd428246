// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sip/instant.h"

namespace trunkgate::proxy {

/// The one place of the proxy that reads the monotonic clock; everything below the edge is told the time.
[[nodiscard]] inline sip::Instant clock_now() { return std::chrono::steady_clock::now(); }

}  // namespace trunkgate::proxy
