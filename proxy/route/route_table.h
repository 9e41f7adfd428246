// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"
#include "proxy/route/number_rewrite.h"

namespace trunkgate::proxy {

enum class RouteOutcome : std::uint8_t {
  found,      ///< `route` and `number` are set
  no_route,   ///< no route of this peer matches the number: 404
  bad_number  ///< the route matches, but leaves no number or one too long: 484
};

struct RouteDecision {
  RouteOutcome outcome = RouteOutcome::no_route;
  const Route* route = nullptr;  ///< in the configuration; set for found and bad_number
  Number number;                 ///< rewritten; for found
};

/// The routes of a configuration, by the peer that calls. Read-only; no allocation in use; any thread.
class RouteTable {
 public:
  /// `config` outlives the table.
  explicit RouteTable(const Config& config);

  /// The first route, in the order of the file, from this peer whose pattern matches the number.
  [[nodiscard]] RouteDecision find(std::uint16_t from, std::string_view number) const;

 private:
  const Config* config_;
  std::vector<std::vector<std::uint16_t>> routes_of_peer_;
};

}  // namespace trunkgate::proxy
