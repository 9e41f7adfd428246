// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/route_table.h"

#include <gtest/gtest.h>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

TEST(RouteTable, FirstMatchOfThatPeerWins) {
  Config config = small_house();
  config.routes.push_back({0, "*", 0, "9", {2}, 40});
  const RouteTable table{config};
  const RouteDecision local = table.find(0, "0212345678");
  ASSERT_EQ(local.outcome, RouteOutcome::found);
  EXPECT_EQ(local.route->line, 31u);
  EXPECT_EQ(local.number, "+886212345678");
  EXPECT_EQ(table.find(0, "+15551234").route->line, 32u);
  EXPECT_EQ(table.find(0, "5551234").route->line, 40u);
  EXPECT_EQ(table.find(0, "5551234").number, "95551234");
  EXPECT_EQ(table.find(1, "0212345678").route->line, 33u) << "another peer, other routes";
}

TEST(RouteTable, NoRoute) {
  const Config config = small_house();
  const RouteTable table{config};
  EXPECT_EQ(table.find(0, "5551234").outcome, RouteOutcome::no_route);
  EXPECT_EQ(table.find(0, "5551234").route, nullptr);
  EXPECT_EQ(table.find(2, "+15551234").outcome, RouteOutcome::no_route) << "a peer without routes";
  EXPECT_EQ(table.find(77, "+15551234").outcome, RouteOutcome::no_route) << "no such peer";
}

TEST(RouteTable, BadNumber_DoesNotFallToTheNextRoute) {
  Config config = small_house();
  config.routes.push_back({0, "*", 0, "", {2}, 40});
  const RouteTable table{config};
  EXPECT_EQ(table.find(0, "99").outcome, RouteOutcome::bad_number);
  EXPECT_EQ(table.find(0, "99").route->line, 34u);
  const std::string longest = "0" + std::string(number_size_max - 1, '1');
  EXPECT_EQ(table.find(0, longest).outcome, RouteOutcome::bad_number);
}

}  // namespace
}  // namespace trunkgate::proxy
