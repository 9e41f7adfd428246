// SPDX-License-Identifier: Apache-2.0
#include "media/io/gathering.h"

#include <gtest/gtest.h>

#include "media/limits.h"

namespace trunkgate::media {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A packet every `interval` for a fifth of a second, each read in a round of its own.
Instant read_singly(Gathering& gathering, Instant now, Duration interval) {
  const Instant end = now + milliseconds{200};
  for (; now < end; now += interval) gathering.on_round(now, 1);
  return now;
}

constexpr Instant begin{seconds{1000}};

TEST(Gathering, NothingRead_ReadsAtOnce) {
  Gathering gathering;
  EXPECT_EQ(gathering.pause(), Duration{0});
  gathering.on_round(begin, 0);
  EXPECT_EQ(gathering.pause(), Duration{0});
}

TEST(Gathering, FewCalls_ReadAtOnce) {
  Gathering gathering;
  read_singly(gathering, begin, gathering_time_max);
  EXPECT_EQ(gathering.pause(), Duration{0});
}

TEST(Gathering, TwoPacketsInTheLongestTime_AreWaitedFor) {
  Gathering gathering;
  read_singly(gathering, begin, gathering_time_max / 2);
  EXPECT_EQ(gathering.pause(), gathering_time_max);
}

TEST(Gathering, ManyCalls_WaitOnlyForSoManyPackets) {
  Gathering gathering;
  read_singly(gathering, begin, microseconds{10});
  EXPECT_EQ(gathering.pause(), gathering_packets * microseconds{10});
}

TEST(Gathering, PacketsOfOneRound_AllCount) {
  Gathering gathering;
  for (int i = 0; i < 400; ++i) gathering.on_round(begin + i * microseconds{200}, 20);
  EXPECT_EQ(gathering.pause(), gathering_packets * microseconds{10});
}

TEST(Gathering, FarMoreThanWaitedFor_IsReadOnWithoutAPause) {
  Gathering gathering;
  const Instant end = read_singly(gathering, begin, microseconds{10});
  gathering.on_round(end + microseconds{80}, ready_ports_max);
  EXPECT_EQ(gathering.pause(), Duration{0});
  gathering.on_round(end + microseconds{200}, gathering_packets);
  EXPECT_GT(gathering.pause(), Duration{0});
}

TEST(Gathering, CallsEnd_ReadsAtOnceAgain) {
  Gathering gathering;
  const Instant end = read_singly(gathering, begin, microseconds{10});
  ASSERT_GT(gathering.pause(), Duration{0});
  gathering.on_round(end + milliseconds{500}, 1);
  EXPECT_EQ(gathering.pause(), Duration{0});
}

TEST(Gathering, BurstAfterALongSleep_IsNoReasonToWait) {
  Gathering gathering;
  gathering.on_round(begin, 1);
  gathering.on_round(begin + seconds{1}, batch_size_max);
  EXPECT_EQ(gathering.pause(), Duration{0});
}

}  // namespace
}  // namespace trunkgate::media
