// SPDX-License-Identifier: Apache-2.0
#include "media/anchor.h"

#include <gtest/gtest.h>

#include "metrics/counters.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

using std::chrono::seconds;

TEST(AnchorEvents, FirstPacket_OncePerSide) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EventList events;
  for (std::uint16_t i = 0; i < 3; ++i) {
    (void)house.rtp(b, rtp_packet(i));
    EXPECT_FALSE(house.anchor->deliver_events(events));
  }
  (void)house.rtp(a, rtp_packet(1));
  EXPECT_FALSE(house.anchor->deliver_events(events));
  ASSERT_EQ(events.entries.size(), 2U);
  EXPECT_EQ(events.entries[0].event.kind, EventKind::first_packet);
  EXPECT_EQ(events.entries[0].event.side, Side::b);
  EXPECT_EQ(events.entries[1].event.side, Side::a);
  EXPECT_EQ(events.entries[0].event.session, House::id);
  EXPECT_EQ(events.entries[0].proxy_worker, 1);
}

TEST(AnchorEvents, DroppedPackets_AreNoFirstPacketAndNoLifeSign) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EventList events;
  for (int i = 0; i < 61; ++i) {
    house.now += seconds{1};
    (void)house.packet(b.peer.rtp, {Address::v4(198, 51, 100, 1), 5}, rtp_packet(1));
    house.look();
  }
  (void)house.anchor->deliver_events(events);
  ASSERT_EQ(events.entries.size(), 1U);
  EXPECT_EQ(events.entries[0].event.kind, EventKind::media_timeout);
}

TEST(AnchorEvents, SilenceOfBothSides_TimesOutAndRepeats) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EventList events;
  const auto pass = [&](int count) {
    for (int i = 0; i < count; ++i) {
      house.now += seconds{1};
      house.look();
      (void)house.anchor->deliver_events(events);
    }
  };
  pass(30);
  (void)house.rtcp(a, rtcp_packet());  // RTCP is a life sign as well
  pass(59);
  EXPECT_TRUE(events.entries.empty());
  pass(2);
  EXPECT_EQ(events.entries.size(), 1U);
  pass(61);
  EXPECT_EQ(events.entries.size(), 2U);
}

TEST(AnchorEvents, BeforeTheAnswerAndOnHold_SilenceIsNoTimeout) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_EQ(house.offer(Side::a, a).kind, EventKind::sdp);
  EventList events;
  house.now += seconds{300};
  house.look();
  EXPECT_FALSE(house.anchor->deliver_events(events));
  EXPECT_TRUE(events.entries.empty());
  a.offer.direction = b.offer.direction = "inactive";
  ASSERT_TRUE(house.set_up(a, b));
  house.now += seconds{300};
  house.look();
  (void)house.anchor->deliver_events(events);
  EXPECT_TRUE(events.entries.empty());
  house.now += held_timeout;
  house.look();
  (void)house.anchor->deliver_events(events);
  EXPECT_EQ(events.entries.size(), 1U);
}

TEST(AnchorEvents, FullQueue_KeepsThem) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  (void)house.rtp(a, rtp_packet(1));
  (void)house.rtp(b, rtp_packet(1));
  EventList events;
  events.room = 1;
  EXPECT_TRUE(house.anchor->deliver_events(events));
  EXPECT_TRUE(house.anchor->deliver_events(events));
  events.room = 10;
  EXPECT_FALSE(house.anchor->deliver_events(events));
  ASSERT_EQ(events.entries.size(), 2U);
  EXPECT_EQ(events.entries[1].event.side, Side::b);
}

TEST(AnchorEvents, RemovedSession_TakesItsNewsWithIt) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  (void)house.rtp(a, rtp_packet(1));
  (void)house.command(CommandKind::remove);
  EventList events;
  EXPECT_FALSE(house.anchor->deliver_events(events));
  EXPECT_TRUE(events.entries.empty());
}

TEST(AnchorStatistics, Remove_TellsWhatPassedAndWhatDidNot) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  for (const int sequence : {1, 2, 3, 6}) (void)house.rtp(a, rtp_packet(static_cast<std::uint16_t>(sequence)));
  (void)house.rtp(b, rtp_packet(1));
  Party forger = secure_trunk(99);
  (void)house.packet(b.peer.rtp, trunk_rtp, forger.seal(rtp_packet(2)));
  (void)house.packet(b.peer.rtp, {Address::v4(198, 51, 100, 1), 5}, rtp_packet(2));
  const Event query = house.command(CommandKind::query);
  EXPECT_EQ(query.kind, EventKind::statistics);
  EXPECT_EQ(query.statistics.from_a.packets, 4U);
  const Event removed = house.command(CommandKind::remove);
  EXPECT_EQ(removed.kind, EventKind::removed);
  EXPECT_EQ(removed.statistics.from_a.packets, 4U);
  EXPECT_EQ(removed.statistics.from_a.octets, 4U * 172U);
  EXPECT_EQ(removed.statistics.from_a.lost, 2U);
  EXPECT_EQ(removed.statistics.from_b.packets, 1U);
  EXPECT_EQ(removed.statistics.from_b.dropped, 2U);
  EXPECT_EQ(removed.statistics.from_b.srtp_failures, 1U);
}

TEST(AnchorStatistics, Metrics_CountByZoneAndReasonAndReturnToZero) {
  metrics::Labels labels;
  labels.zones = {"corporate", "carrier"};
  labels.rtp_drops.assign(drop_reason_names.begin(), drop_reason_names.end());
  metrics::Counters counters{labels};
  House house{&counters, SrtpPolicy::off};
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(counters.value(metrics::Gauge::media_sessions), 1);
  EXPECT_EQ(counters.value(metrics::Gauge::media_ports_in_use, {House::corporate}), 2);
  EXPECT_EQ(counters.value(metrics::Gauge::media_ports, {House::carrier}), 100);
  (void)house.rtp(a, rtp_packet(1));
  (void)house.packet(b.peer.rtp, {Address::v4(198, 51, 100, 1), 5}, rtp_packet(2));
  using metrics::Counter;
  EXPECT_EQ(counters.value(Counter::rtp_packets, {House::corporate, metrics::Direction::in}), 1U);
  EXPECT_EQ(counters.value(Counter::rtp_packets, {House::carrier, metrics::Direction::out}), 1U);
  EXPECT_EQ(counters.value(Counter::rtp_octets, {House::carrier, metrics::Direction::out}), 172U);
  EXPECT_EQ(counters.value(Counter::rtp_drops, {House::carrier, DropReason::stranger}), 1U);
  (void)house.command(CommandKind::remove);
  EXPECT_EQ(counters.value(metrics::Gauge::media_sessions), 0);
  EXPECT_EQ(counters.value(metrics::Gauge::media_ports_in_use, {House::corporate}), 0);
  EXPECT_EQ(counters.value(metrics::Gauge::media_ports_in_use, {House::carrier}), 0);
}

}  // namespace
}  // namespace trunkgate::media
