// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "media/anchor.h"
#include "metrics/counters.h"
#include "tests/media/support/house.h"
#include "tests/media/support/reports.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A call of a plain phone and a trunk with SRTP: what is measured is measured in the clear on both.
class AnchorQuality : public testing::Test {
 protected:
  AnchorQuality() { agreed = house.set_up(phone, trunk); }

  Statistics figures() { return house.command(CommandKind::query).statistics; }
  // 20 ms of talk from both sides; `lost` of them on the way from the phone.
  void talk(int packets, int lost_every = 0) {
    for (int i = 0; i < packets; ++i) {
      ++sequence;
      if (lost_every == 0 || i % lost_every != 0) (void)house.rtp(phone, stamped(0x1111));
      (void)house.rtp(trunk, stamped(0x2222));
      house.now += milliseconds{20};
      house.look();
    }
  }
  [[nodiscard]] Octets stamped(std::uint32_t ssrc) const {
    Octets packet = rtp_packet(sequence, ssrc);
    const std::uint32_t timestamp = sequence * 160U;
    packet[5] = static_cast<std::uint8_t>(timestamp >> 16);
    return packet;
  }

  [[nodiscard]] std::uint64_t observed(metrics::Histogram histogram, ZoneIndex zone) const {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= metrics::row(histogram).buckets.size(); ++i)
      count += counters.bucket(histogram, zone, i);
    return count;
  }
  static metrics::Labels labels() {
    metrics::Labels labels;
    labels.zones = {"corporate", "carrier"};
    return labels;
  }

  metrics::Counters counters{labels()};
  House house{&counters, SrtpPolicy::required};
  Party phone{{Address::v4(10, 0, 0, 5), 4000}};
  Party trunk{{Address::v4(168, 86, 128, 10), 12000}, Suite::aes_cm_128_hmac_sha1_80};
  std::uint16_t sequence = 0;
  bool agreed = false;
};

TEST_F(AnchorQuality, GoodCall_HasTheTopScoreInBothDirections) {
  ASSERT_TRUE(agreed);
  talk(1000);
  const Statistics seen = figures();
  for (const DirectionStatistics& from : {seen.from_a, seen.from_b}) {
    EXPECT_EQ(from.packets, 1000U);
    EXPECT_EQ(from.expected, 1000U);
    EXPECT_EQ(from.lost, 0U);
    EXPECT_EQ(from.score, 439);
    EXPECT_GE(from.scores, 3U);
    EXPECT_EQ(from.codec, "G.711");
    EXPECT_EQ(from.silence_ms, 0U);
  }
  EXPECT_EQ(seen.from_a.ssrc, 0x1111U);
  EXPECT_EQ(seen.from_b.ssrc, 0x2222U);
  EXPECT_EQ(seen.from_b.remote, trunk.offer.rtp);
  EXPECT_EQ(seen.from_b.last_packet_s, 19U);
}

TEST_F(AnchorQuality, LossOfOneDirection_IsNotTheOthers) {
  talk(1000, 10);
  const Statistics seen = figures();
  EXPECT_EQ(seen.from_a.lost, 99U);  // the first one is not missed
  EXPECT_LT(seen.from_a.score, 350);
  EXPECT_EQ(seen.from_b.score, 439);
}

// The phone's report passes us, the trunk quotes it 1.05 s later and says that it took 1 s itself.
TEST_F(AnchorQuality, Rfc3550_6_4_1_RoundTripToTheSideThatQuotes) {
  talk(10);
  ASSERT_TRUE(house.rtcp(phone, sender_report(0x1111, 0x1122334455667788, {})).verdict.forward);
  house.now += milliseconds{1050};
  ASSERT_TRUE(house.rtcp(trunk, receiver_report(0x2222, {{0x1111, 3, 80, 0x33445566, 65536}})).verdict.forward);
  const Statistics seen = figures();
  EXPECT_NEAR(seen.from_b.round_trip_us, 50'000, 20);
  EXPECT_EQ(seen.from_a.round_trip_us, 0U);
  EXPECT_EQ(seen.from_b.reported_lost, 3U);
  EXPECT_EQ(seen.from_b.reported_jitter_us, 10'000U);
}

TEST_F(AnchorQuality, Rfc3550_6_4_1_BlocksAboutOthers_SayNothing) {
  talk(10);
  (void)house.rtcp(phone, sender_report(0x1111, 0x1122334455667788, {}));
  (void)house.rtcp(trunk, receiver_report(0x2222, {{0x9999, 3, 80, 0x33445566, 0}}));
  EXPECT_EQ(figures().from_b.round_trip_us, 0U);
  EXPECT_EQ(figures().from_b.reported_lost, 0U);
}

TEST_F(AnchorQuality, StrangersReports_MoveNothing) {
  talk(10);
  const Endpoint stranger{Address::v4(198, 51, 100, 1), 9};
  (void)house.packet(House::above(phone.peer.rtp), stranger, sender_report(0x1111, 0x1122334455667788, {}));
  (void)house.rtcp(trunk, receiver_report(0x2222, {{0x1111, 0, 0, 0x33445566, 0}}));
  EXPECT_EQ(figures().from_b.round_trip_us, 0U);
}

TEST_F(AnchorQuality, Rfc4733_DigitsAreCountedAndAreNoSpeech) {
  talk(10);
  for (int i = 0; i < 6; ++i) {
    Octets event = rtp_packet(++sequence, 0x1111, 101);
    event[6] = event[7] = 1;  // one timestamp for all of them
    ASSERT_TRUE(house.rtp(phone, event).verdict.forward);
  }
  EXPECT_EQ(figures().from_a.events, 1U);
  EXPECT_EQ(figures().from_b.events, 0U);
  EXPECT_EQ(figures().from_a.codec, "G.711");
}

TEST_F(AnchorQuality, DeafLeg_IsOneWayAudio) {
  for (int i = 0; i < 500; ++i) {
    ++sequence;
    (void)house.rtp(trunk, stamped(0x2222));
    house.now += milliseconds{20};
    house.look();
  }
  const Event removed = house.command(CommandKind::remove);
  EXPECT_TRUE(removed.statistics.one_way());
  EXPECT_GE(removed.statistics.from_a.silence_ms, 8000U);
  EXPECT_EQ(removed.statistics.from_a.score, 0);
  EXPECT_EQ(counters.value(metrics::Counter::media_one_way, {House::corporate}), 1U);
  EXPECT_EQ(counters.value(metrics::Counter::media_one_way, {House::carrier}), 0U);
  EXPECT_EQ(observed(metrics::Histogram::rtp_mos, House::corporate), 0U);
  EXPECT_EQ(observed(metrics::Histogram::rtp_mos, House::carrier), 1U);
}

TEST_F(AnchorQuality, EndOfASession_IsOneValuePerZone) {
  talk(200, 10);
  EXPECT_EQ(observed(metrics::Histogram::rtp_loss, House::corporate), 0U);
  (void)house.command(CommandKind::remove);
  EXPECT_NEAR(counters.sum(metrics::Histogram::rtp_loss, House::corporate), 19.0 / 199, 1e-6);
  EXPECT_EQ(counters.sum(metrics::Histogram::rtp_loss, House::carrier), 0);
  EXPECT_NEAR(counters.sum(metrics::Histogram::rtp_mos, House::carrier), 4.39, 1e-6);
  EXPECT_EQ(observed(metrics::Histogram::rtp_jitter, House::carrier), 1U);
}

}  // namespace
}  // namespace trunkgate::media
