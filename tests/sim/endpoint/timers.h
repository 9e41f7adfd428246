// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace trunkgate::sim {

// RFC 3261 table 4, written down a second time on purpose: the endpoints do not trust the product's own.
inline constexpr std::chrono::milliseconds t1{500};
inline constexpr std::chrono::milliseconds t2{4000};
inline constexpr std::chrono::milliseconds t1_64 = 64 * t1;
inline constexpr std::chrono::milliseconds t4{5000};

}  // namespace trunkgate::sim
