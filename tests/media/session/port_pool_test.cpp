// SPDX-License-Identifier: Apache-2.0
#include "media/session/port_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "media/limits.h"

namespace trunkgate::media {
namespace {

using Kept = PortPool::Kept;

const Instant start{std::chrono::hours{1}};

// One that is closed while nobody uses it.
std::optional<PortPool::Pair> allocate(PortPool& pool, Instant now) {
  const auto lot = pool.allocate(now, Kept::closed);
  if (!lot) return std::nullopt;
  EXPECT_EQ(lot->kept, Kept::closed);
  return lot->pair;
}

TEST(Rfc3550_11, RtpPorts_AreEvenAndTheirNextIsInTheRange) {
  PortPool pool{10001, 10010, 0, 1, 1};  // 10002/3 … 10008/9; 10010 has no partner
  EXPECT_EQ(pool.size(), 4);
  std::set<std::uint16_t> ports;
  while (const auto pair = allocate(pool, start)) ports.insert(pool.rtp_port(*pair));
  EXPECT_EQ(ports, (std::set<std::uint16_t>{10002, 10004, 10006, 10008}));
}

TEST(PortPool, Shares_AreDisjointAndCoverTheRange) {
  std::set<std::uint16_t> ports;
  std::size_t count = 0;
  for (std::uint8_t share = 0; share < 3; ++share) {
    PortPool pool{20000, 20099, share, 3, share};
    while (const auto pair = allocate(pool, start)) {
      ports.insert(pool.rtp_port(*pair));
      ++count;
    }
  }
  EXPECT_EQ(count, 50U);
  EXPECT_EQ(ports.size(), 50U);
}

TEST(PortPool, TopOfThePortSpace_DoesNotWrap) {
  PortPool pool{65530, 65535, 0, 1, 1};
  EXPECT_EQ(pool.size(), 3);
  PortPool empty{65535, 65535, 0, 1, 1};
  EXPECT_EQ(empty.size(), 0);
  EXPECT_FALSE(allocate(empty, start));
}

TEST(PortPool, Exhausted_SaysSoAndCounts) {
  PortPool pool{10000, 10003, 0, 1, 1};
  const auto first = allocate(pool, start);
  ASSERT_TRUE(first && allocate(pool, start));
  EXPECT_EQ(pool.in_use(), 2);
  EXPECT_FALSE(allocate(pool, start));
  pool.release(*first, start, Kept::closed);
  EXPECT_EQ(pool.in_use(), 1);
}

TEST(PortPool, ReleasedPair_RestsForTheQuarantine) {
  PortPool pool{10000, 10001, 0, 1, 1};
  const auto pair = allocate(pool, start);
  pool.release(*pair, start, Kept::closed);
  EXPECT_FALSE(allocate(pool, start + port_quarantine - std::chrono::milliseconds{1}));
  EXPECT_TRUE(allocate(pool, start + port_quarantine));
}

TEST(PortPool, LongestRested_IsNext) {
  PortPool pool{10000, 10005, 0, 1, 1};
  std::vector<PortPool::Pair> pairs;
  for (int i = 0; i < 3; ++i) pairs.push_back(*allocate(pool, start));
  for (const auto i : {1, 2, 0}) pool.release(pairs[i], start + std::chrono::seconds{i + 1}, Kept::closed);
  const Instant later = start + std::chrono::minutes{1};
  EXPECT_EQ(allocate(pool, later), pairs[1]);
  EXPECT_EQ(allocate(pool, later), pairs[2]);
  EXPECT_EQ(allocate(pool, later), pairs[0]);
}

TEST(Rfc6056_1, FirstRound_DependsOnTheSeed) {
  PortPool one{10000, 19999, 0, 1, 1};
  PortPool two{10000, 19999, 0, 1, 2};
  int same = 0;
  for (int i = 0; i < 100; ++i) same += allocate(one, start) == allocate(two, start) ? 1 : 0;
  EXPECT_LT(same, 10);
}

TEST(PortPool, OpenPair_IsHandedOutAsSuchWhenPreferred) {
  PortPool pool{10000, 10005, 0, 1, 1};
  const auto pair = allocate(pool, start);
  pool.release(*pair, start, Kept::open);
  EXPECT_EQ(pool.in_use(), 0);
  const Instant later = start + port_quarantine;
  EXPECT_NE(allocate(pool, later), pair);
  const auto lot = pool.allocate(later, Kept::open);
  ASSERT_TRUE(lot);
  EXPECT_EQ(lot->pair, *pair);
  EXPECT_EQ(lot->kept, Kept::open);
}

TEST(PortPool, PreferredSortIsUsedUp_TheOtherIsHandedOut) {
  PortPool pool{10000, 10003, 0, 1, 1};
  const auto open = allocate(pool, start);
  pool.release(*open, start, Kept::open);
  const auto closed = pool.allocate(start, Kept::open);  // the open one is at rest
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->kept, Kept::closed);
  const auto last = pool.allocate(start + port_quarantine, Kept::closed);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->pair, *open);
  EXPECT_FALSE(pool.allocate(start + port_quarantine, Kept::closed));
}

TEST(PortPool, WithdrawnPair_IsClosedAndStillRests) {
  PortPool pool{10000, 10001, 0, 1, 1};
  EXPECT_FALSE(pool.withdraw_open());
  const auto pair = allocate(pool, start);
  pool.release(*pair, start, Kept::open);
  EXPECT_EQ(pool.withdraw_open(), pair);
  EXPECT_FALSE(pool.withdraw_open());
  EXPECT_FALSE(pool.allocate(start, Kept::closed));
  EXPECT_EQ(allocate(pool, start + port_quarantine), pair);
}

TEST(PortPool, TenThousandRounds_EndWhereTheyBegan) {
  PortPool pool{10000, 10199, 0, 1, 7};
  Instant now = start;
  for (int i = 0; i < 10'000; ++i) {
    const auto pair = allocate(pool, now);
    ASSERT_TRUE(pair) << i;
    now += std::chrono::milliseconds{25};
    pool.release(*pair, now, Kept::closed);
  }
  EXPECT_EQ(pool.in_use(), 0);
}

}  // namespace
}  // namespace trunkgate::media
