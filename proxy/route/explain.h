// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "proxy/config/config.h"
#include "proxy/route/route_table.h"

namespace trunkgate::proxy {

/// What a call from peer `from` to `number` would meet, as text of several lines: each route of the peer up to the
/// first that matches, the rewriting, the next hops with zone, transport and limits. For `trunkgate explain`.
struct Explanation {
  std::string text;
  RouteDecision decision;
};
[[nodiscard]] Explanation explain_route(const Config& config, std::uint16_t from, std::string_view number);

}  // namespace trunkgate::proxy
