// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/srv.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace trunkgate::proxy {
namespace {

TEST(Rfc2782, LowerPriorityFirst) {
  const auto ordered = order_srv({{20, 5, 5060, "b"}, {10, 1, 5060, "a"}, {30, 9, 5060, "c"}}, [] { return 7U; });
  ASSERT_EQ(ordered.size(), 3U);
  EXPECT_EQ(ordered[0].target, "a");
  EXPECT_EQ(ordered[1].target, "b");
  EXPECT_EQ(ordered[2].target, "c");
}

TEST(Rfc2782, WithinAPriority_DrawnByWeight) {
  std::mt19937 random(1);
  std::map<std::string, int> first;
  for (int i = 0; i < 4'000; ++i) {
    ++first[order_srv({{10, 60, 5060, "often"}, {10, 20, 5060, "seldom"}, {10, 0, 5060, "hardly"}},
                      [&] { return static_cast<std::uint32_t>(random()); })[0]
                .target];
  }
  EXPECT_NEAR(first["often"], 3'000, 200);
  EXPECT_NEAR(first["seldom"], 1'000, 200);
  EXPECT_GT(first["hardly"], 0) << "weight 0 has a small chance, not none";
}

TEST(Rfc2782, TargetOfASingleDot_ServiceNotOffered) {
  EXPECT_TRUE(order_srv({{0, 0, 0, "."}, {0, 0, 0, ""}}, [] { return 0U; }).empty());
}

TEST(Rfc3263_4_1, ServiceNames) {
  EXPECT_EQ(srv_name(Transport::udp, "example.com"), "_sip._udp.example.com");
  EXPECT_EQ(srv_name(Transport::tcp, "example.com"), "_sip._tcp.example.com");
  EXPECT_EQ(srv_name(Transport::tls, "example.com"), "_sips._tcp.example.com");
}

}  // namespace
}  // namespace trunkgate::proxy
