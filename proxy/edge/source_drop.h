// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trunkgate::proxy {

/// Why something was dropped before anybody parsed it: the label `reason` of trunkgate_source_drops_total.
enum class SourceDrop : std::uint8_t {
  not_listed,        ///< not in the zone's allow-list
  rate_limited,      ///< listed, but above its rate
  truncated,         ///< a datagram longer than UDP carries
  connection_limit,  ///< no place for another connection, or this source holds its share
  handoff_full       ///< the worker that owns the call is too far behind
};
inline constexpr std::array<std::string_view, 5> source_drop_names{"not_listed", "rate_limited", "truncated",
                                                                   "connection_limit", "handoff_full"};

}  // namespace trunkgate::proxy
