// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace trunkgate::proxy {

/// Sources whose rate a worker remembers at a time. A PBX and the 32 signalling addresses of Twilio need 33; the rest
/// is for zones that allow a whole company network. 4096 * 32 bytes stay within a worker's L2 cache.
inline constexpr std::size_t source_count_max = 4096;
/// Places where one source may be kept; the longest idle one of them makes room.
inline constexpr std::size_t source_ways = 8;

}  // namespace trunkgate::proxy
