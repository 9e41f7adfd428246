// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/route_table.h"

namespace trunkgate::proxy {

RouteTable::RouteTable(const Config& config) : config_{&config}, routes_of_peer_(config.peers.size()) {
  for (std::size_t index = 0; index < config.routes.size(); ++index) {
    routes_of_peer_[config.routes[index].from].push_back(static_cast<std::uint16_t>(index));
  }
}

RouteDecision RouteTable::find(std::uint16_t from, std::string_view number) const {
  if (from >= routes_of_peer_.size()) return {};
  for (const std::uint16_t index : routes_of_peer_[from]) {
    const Route& route = config_->routes[index];
    if (!matches(route.match, number)) continue;
    const auto rewritten = rewrite(number, route.strip, route.prefix);
    if (!rewritten) return {RouteOutcome::bad_number, &route, {}};
    return {RouteOutcome::found, &route, *rewritten};
  }
  return {};
}

}  // namespace trunkgate::proxy
