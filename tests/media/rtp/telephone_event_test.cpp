// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/telephone_event.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(Rfc4733_2_5_1_2, PacketsOfOneTimestamp_AreOneEvent) {
  EventCount events;
  EXPECT_EQ(events.count(), 0U);
  for (int i = 0; i < 8; ++i) events.on_packet(7, 1600);
  EXPECT_EQ(events.count(), 1U);
  for (int i = 0; i < 3; ++i) events.on_packet(7, 4800);
  EXPECT_EQ(events.count(), 2U);
}

TEST(Rfc4733_2_5_1_2, OvertakenPacketOfAnEarlierEvent_CountsNothing) {
  EventCount events;
  for (const std::uint32_t timestamp : {1600U, 4800U, 1600U, 4800U}) events.on_packet(7, timestamp);
  EXPECT_EQ(events.count(), 2U);
}

TEST(Rfc4733_2_5_1_2, TimestampsWrap) {
  EventCount events;
  events.on_packet(7, 0xffffff00U);
  events.on_packet(7, 0x00000100U);
  EXPECT_EQ(events.count(), 2U);
}

TEST(Rfc3550_8, NewSource_CountsFromWhereverItsClockIs) {
  EventCount events;
  events.on_packet(7, 100000);
  events.on_packet(8, 5);
  EXPECT_EQ(events.count(), 2U);
}

}  // namespace
}  // namespace trunkgate::media
