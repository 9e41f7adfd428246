// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "sip/instant.h"

namespace trunkgate::sip {

/// RFC 3261 §14.1: how long to wait after a 491 before the request is sent again, in steps of 10 ms: 2.1 to 4 s for the
/// side that owns the Call-ID, 0 to 2 s for the other one, so that one of them gets through first.
[[nodiscard]] constexpr Duration glare_backoff(bool owns_call_id, std::uint64_t random) {
  constexpr std::chrono::milliseconds step{10};
  return owns_call_id ? std::chrono::milliseconds(2100) + step * static_cast<int>(random % 191)
                      : step * static_cast<int>(random % 201);
}

}  // namespace trunkgate::sip
