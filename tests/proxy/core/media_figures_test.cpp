// SPDX-License-Identifier: Apache-2.0
// What the anchor measured, as the log and the metrics tell it once a call has ended.
#include <gtest/gtest.h>

#include "tests/support/house.h"
#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using metrics::Histogram;

media::DirectionStatistics direction(std::uint64_t expected, std::uint64_t lost, std::uint16_t score) {
  media::DirectionStatistics from;
  from.expected = expected;
  from.packets = expected - lost;
  from.lost = lost;
  from.score = score;
  from.codec = "G.711";
  from.jitter_max_us = 4200;
  from.lowest.score = static_cast<std::uint16_t>(score - 9);
  return from;
}

// Ends the call and has the anchor give the figures.
void end(StandingCall& call) {
  call.house.from_pbx(call.from_pbx("BYE", 103));
  while (!call.house.media_commands().empty()) call.house.media_agrees();
}

std::uint64_t observed(House& house, Histogram histogram, std::uint16_t peer) {
  std::uint64_t count = 0;
  for (std::size_t bucket = 0; bucket <= metrics::row(histogram).buckets.size(); ++bucket) {
    count += house.counters().bucket(histogram, peer, bucket);
  }
  return count;
}

TEST(CallFigures, GoodCall_OneLineForBothDirections) {
  StandingCall call;
  call.house.figures = {direction(1000, 5, 431), direction(1001, 0, 439)};
  call.house.figures.from_a.events = 4;
  call.house.figures.from_b.round_trip_us = 34'500;
  end(call);
  EXPECT_EQ(call.house.logged("call.media"),
            "from pbx 995 packets of G.711, 0.50 % lost, jitter 4.2 ms at most, MOS 4.31 (lowest 4.22), 4 digits; "
            "from twilio 1001 packets of G.711, 0.00 % lost, jitter 4.2 ms at most, MOS 4.39 (lowest 4.30), "
            "round trip 34.5 ms");
  EXPECT_EQ(call.house.logged("media.one_way"), "");
}

TEST(CallFigures, Histograms_ByThePeerThatSent) {
  StandingCall call;
  call.house.figures = {direction(1000, 20, 431), direction(1000, 0, 439)};
  end(call);
  for (const Histogram histogram : {Histogram::call_mos, Histogram::call_jitter, Histogram::call_loss}) {
    EXPECT_EQ(observed(call.house, histogram, House::pbx), 1U);
    EXPECT_EQ(observed(call.house, histogram, House::trunk), 1U);
  }
  EXPECT_NEAR(call.house.counters().sum(Histogram::call_mos, House::pbx), 4.31, 1e-6);
  EXPECT_NEAR(call.house.counters().sum(Histogram::call_loss, House::pbx), 0.02, 1e-6);
  EXPECT_EQ(call.house.counters().sum(Histogram::call_loss, House::trunk), 0);
  EXPECT_NEAR(call.house.counters().sum(Histogram::call_jitter, House::trunk), 0.0042, 1e-6);
}

TEST(CallFigures, OneWayAudio_IsAWarningWithTheMuteSide) {
  StandingCall call;
  call.house.figures.from_a = direction(1000, 0, 439);
  call.house.figures.from_b.silence_ms = 20'000;
  call.house.figures.from_b.dropped = 990;
  end(call);
  EXPECT_NE(call.house.logged("call.media").find("; from twilio nothing"), std::string::npos);
  EXPECT_EQ(call.house.logged("media.one_way").substr(0, 72),
            "one-way audio: nothing came from twilio, and 990 packets were dropped; s");
}

TEST(CallFigures, RingingOnly_IsNotOneWay) {
  House house;
  house.from_pbx(pbx_invite());
  house.media_agrees();
  house.figures.from_b = direction(200, 0, 439);  // ringback
  house.figures.from_a.silence_ms = 4000;
  const auto sent = house.take_sent();
  house.from_trunk(trunk_response(sent.back(), 486, "t"));
  while (!house.media_commands().empty()) house.media_agrees();
  EXPECT_NE(house.logged("call.media"), "");
  EXPECT_EQ(house.logged("media.one_way"), "");
}

TEST(CallFigures, AnchorThatCountsNothingElse_TellsWhatItKnows) {
  StandingCall call;
  media::DirectionStatistics& reported = call.house.figures.from_a;
  reported.packets = 995;
  reported.codec = "G.711";
  reported.score = 431;
  reported.lowest.score = 420;
  reported.loss_permille = 5;
  reported.jitter_max_us = 4000;
  call.house.figures.from_b.packets = 900;
  end(call);
  EXPECT_EQ(call.house.logged("call.media"),
            "from pbx 995 packets of G.711, 0.50 % lost, jitter 4.0 ms at most, MOS 4.31 (lowest 4.20); "
            "from twilio 900 packets");
  EXPECT_NEAR(call.house.counters().sum(Histogram::call_loss, House::pbx), 0.005, 1e-6);
  EXPECT_EQ(observed(call.house, Histogram::call_loss, House::trunk), 0U);
}

TEST(CallFigures, NoMedia_NoLine) {
  StandingCall call;
  end(call);
  EXPECT_EQ(call.house.logged("call.media"), "");
  EXPECT_EQ(observed(call.house, Histogram::call_mos, House::pbx), 0U);
}

}  // namespace
}  // namespace trunkgate::test
