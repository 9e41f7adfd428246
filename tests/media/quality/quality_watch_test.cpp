// SPDX-License-Identifier: Apache-2.0
#include "media/quality/quality_watch.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A direction of 50 packets a second, looked at once a second.
struct Direction {
  Reception reception;
  QualityWatch watch;
  Instant begun{std::chrono::hours{1}};
  Instant now = begun;
  std::uint16_t sequence = 65000;
  std::uint32_t timestamp = 0;
  std::uint32_t round_trip_us = 0;

  [[nodiscard]] QualityWatch::Look look() const { return {reception, PayloadKind::g711, round_trip_us}; }
  void packet(bool arrives) {
    if (arrives) reception.on_packet(now, 7, sequence, timestamp, 8000);
    ++sequence;
    timestamp += 160;
    now += milliseconds{20};
  }
  // One packet in `every` is lost; 0: none.
  void second(int every = 0, bool silent = false) {
    for (int i = 0; i < 50; ++i) packet(every == 0 || i % every != every - 1);
    watch.step(now, begun, look(), silent);
  }
  void quiet_second(bool silent) {
    now += seconds{1};
    watch.step(now, begun, look(), silent);
  }
  [[nodiscard]] DirectionStatistics figures() const {
    DirectionStatistics statistics;
    watch.fill_in(look(), statistics);
    return statistics;
  }
};

TEST(QualityWatch, NothingHeard_NoScore) {
  Direction direction;
  for (int i = 0; i < 20; ++i) direction.quiet_second(false);
  EXPECT_EQ(direction.figures().score, 0);
  EXPECT_EQ(direction.figures().scores, 0U);
}

TEST(QualityWatch, ShortCall_IsJudgedByWhatThereIs) {
  Direction direction;
  for (int i = 0; i < 49; ++i) direction.packet(true);
  EXPECT_EQ(direction.figures().score, 0) << "one lost packet would decide";
  direction.packet(true);
  EXPECT_EQ(direction.figures().score, 439);
  EXPECT_EQ(direction.figures().scores, 1U);
}

TEST(QualityWatch, EachInterval_HasItsOwnScore) {
  Direction direction;
  direction.quiet_second(false);  // looked at from the beginning on
  for (int i = 0; i < 5; ++i) direction.second();
  for (int i = 0; i < 5; ++i) direction.second(10);
  for (int i = 0; i < 10; ++i) direction.second();
  const DirectionStatistics figures = direction.figures();
  EXPECT_EQ(figures.scores, 4U);
  EXPECT_EQ(figures.highest.score, 439);
  EXPECT_EQ(figures.highest.loss_permille, 0);
  EXPECT_EQ(figures.lowest.loss_permille, 96) << "the last packet of the interval is not missed yet";
  EXPECT_NEAR(figures.lowest.score, 340, 1);
  EXPECT_EQ(figures.lowest.at_s, 11U);
  EXPECT_NEAR(figures.score, (3 * 439 + figures.lowest.score) / 4, 1);
}

TEST(QualityWatch, LatePackets_DoNotMakeAnIntervalBetterThanPerfect) {
  Direction direction;
  direction.quiet_second(false);
  for (int i = 0; i < 4; ++i) direction.second();
  for (int i = 0; i < 48; ++i) direction.packet(true);
  direction.sequence += 2;  // two are overtaken by the next interval
  direction.now += milliseconds{40};
  direction.packet(true);
  direction.watch.step(direction.now, direction.begun, direction.look(), false);
  const auto next = direction.sequence;
  direction.sequence = static_cast<std::uint16_t>(next - 3);
  direction.packet(true);
  direction.packet(true);
  direction.sequence = next;
  for (int i = 0; i < 6; ++i) direction.second();
  EXPECT_GT(direction.figures().lowest.score, 400);
  EXPECT_LE(direction.figures().highest.score, 439);
}

TEST(QualityWatch, RoundTrip_IsInTheScore) {
  Direction near, far;
  far.round_trip_us = 600'000;
  for (int i = 0; i < 50; ++i) {
    near.packet(true);
    far.packet(true);
  }
  EXPECT_LT(far.figures().score, near.figures().score - 30);
  EXPECT_EQ(far.figures().lowest.round_trip_us, 600'000U);
}

TEST(QualityWatch, Silence_IsTheTimeThatItWasToldSo) {
  Direction direction;
  direction.second();
  for (int i = 0; i < 3; ++i) direction.quiet_second(true);
  direction.second();
  EXPECT_EQ(direction.figures().silence_ms, 3000U);
  direction.now += seconds{60};
  direction.watch.step(direction.now, direction.begun, direction.look(), true);
  EXPECT_EQ(direction.figures().silence_ms, 5000U) << "a stopped clock is not silence";
}

TEST(QualityWatch, Flows_SinceTheLastStep) {
  Direction direction;
  EXPECT_FALSE(direction.watch.flows(direction.reception));
  direction.packet(true);
  EXPECT_TRUE(direction.watch.flows(direction.reception));
  direction.quiet_second(false);
  EXPECT_FALSE(direction.watch.flows(direction.reception));
}

}  // namespace
}  // namespace trunkgate::media
