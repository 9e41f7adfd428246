// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/source_table.h"

#include <gtest/gtest.h>

#include "proxy/admission/limits.h"

namespace trunkgate::proxy {
namespace {

using namespace std::chrono_literals;

constexpr sip::Instant start{1h};

IpAddress host(int number) {
  return *parse_ip("10.0." + std::to_string(number / 256) + "." + std::to_string(number % 256));
}

TEST(SourceTable, EachSourceHasItsOwnBucket) {
  SourceTable table{64, 1};
  const Rate rate = Rate::of(1, 2);
  EXPECT_TRUE(table.take(start, 0, host(1), rate));
  EXPECT_TRUE(table.take(start, 0, host(1), rate));
  EXPECT_FALSE(table.take(start, 0, host(1), rate));
  EXPECT_TRUE(table.take(start, 0, host(2), rate));
  EXPECT_TRUE(table.take(start, 1, host(1), rate)) << "and in each zone";
  EXPECT_TRUE(table.take(start + 1s, 0, host(1), rate));
}

TEST(SourceTable, Ipv6_CountsBySlash64) {
  SourceTable table{64, 1};
  const Rate rate = Rate::of(1, 1);
  EXPECT_TRUE(table.take(start, 0, *parse_ip("2001:db8:0:1::1"), rate));
  EXPECT_FALSE(table.take(start, 0, *parse_ip("2001:db8:0:1:ffff::9"), rate));
  EXPECT_TRUE(table.take(start, 0, *parse_ip("2001:db8:0:2::1"), rate));
}

TEST(SourceTable, MoreSourcesThanRoom_LongestFullGoes) {
  SourceTable table{source_ways, 7};  // one set: every source meets every other
  const Rate rate = Rate::of(1, 1);
  for (int i = 0; i < static_cast<int>(source_ways); ++i) EXPECT_TRUE(table.take(start + i * 1ms, 0, host(i), rate));
  EXPECT_FALSE(table.take(start + 10ms, 0, host(0), rate));
  EXPECT_TRUE(table.take(start + 10ms, 0, host(100), rate)) << "takes the place of host 0";
  for (int i = 1; i < static_cast<int>(source_ways); ++i) EXPECT_FALSE(table.take(start + 11ms, 0, host(i), rate)) << i;
  EXPECT_TRUE(table.take(start + 11ms, 0, host(0), rate)) << "forgotten, hence full again";
}

TEST(SourceTable, FullTable_EverySourceStillServed) {
  SourceTable table{256, 3};
  const Rate rate = Rate::of(1, 1);
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(table.take(start + i * 1us, 0, host(i), rate)) << i;
}

}  // namespace
}  // namespace trunkgate::proxy
