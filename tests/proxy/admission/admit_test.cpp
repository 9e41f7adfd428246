// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/admit.h"

#include <gtest/gtest.h>

#include "proxy/admission/limits.h"
#include "proxy/config/cidr.h"
#include "proxy/config/presets.h"

namespace trunkgate::proxy {
namespace {

using namespace std::chrono_literals;

constexpr sip::Instant start{1h};
constexpr std::uint8_t inside = 0;   // listener
constexpr std::uint8_t outside = 1;  // listener

Config two_zones() {
  Config config;
  config.zones.resize(2);
  config.zones[0].allow = {*parse_cidr("10.0.0.0/8")};
  config.zones[1].allow = *find_preset("twilio:all");
  config.zones[1].source_rate = 5;
  config.listeners = {{0, Transport::udp, {}}, {1, Transport::tls, {}}, {0, Transport::tcp, {}}};
  return config;
}

TEST(Gate, ZoneOfTheListenerDecides) {
  Gate gate{two_zones(), 1};
  EXPECT_EQ(gate.admit(start, inside, *parse_ip("10.0.0.5")), Verdict::accept);
  EXPECT_EQ(gate.admit(start, 2, *parse_ip("10.0.0.5")), Verdict::accept);
  EXPECT_EQ(gate.admit(start, outside, *parse_ip("10.0.0.5")), Verdict::not_listed);
  EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.0")), Verdict::accept);
  EXPECT_EQ(gate.admit(start, inside, *parse_ip("54.172.60.0")), Verdict::not_listed);
  EXPECT_TRUE(gate.listed(outside, *parse_ip("::ffff:54.172.60.3")));
  EXPECT_FALSE(gate.listed(outside, *parse_ip("54.172.60.4")));
}

TEST(Gate, AboveTheRate_Limited_OthersNot) {
  Gate gate{two_zones(), 1};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.0")), Verdict::accept);
  EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.0")), Verdict::rate_limited);
  EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.1")), Verdict::accept);
  EXPECT_EQ(gate.admit(start + 200ms, outside, *parse_ip("54.172.60.0")), Verdict::accept);
}

TEST(Gate, Unlisted_TakesNoPlaceFromTheListed) {
  Gate gate{two_zones(), 1};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.0")), Verdict::accept);
  for (std::size_t i = 0; i < 4 * source_count_max; ++i) {
    IpAddress stranger = *parse_ip("198.18.0.0");
    stranger.bytes[14] = static_cast<std::uint8_t>(i >> 8);
    stranger.bytes[15] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(gate.admit(start, outside, stranger), Verdict::not_listed);
  }
  EXPECT_EQ(gate.admit(start, outside, *parse_ip("54.172.60.0")), Verdict::rate_limited) << "its bucket was kept";
}

TEST(Gate, VerdictNames) {
  EXPECT_EQ(to_string(Verdict::accept), "accept");
  EXPECT_EQ(to_string(Verdict::not_listed), "not_listed");
  EXPECT_EQ(to_string(Verdict::rate_limited), "rate_limited");
}

}  // namespace
}  // namespace trunkgate::proxy
