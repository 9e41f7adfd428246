// SPDX-License-Identifier: Apache-2.0
#include "media/quality/round_trip.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant begin{std::chrono::hours{1}};
constexpr std::uint32_t one_second = 65536;

ReportBlock quoting(std::uint32_t last_report, std::uint32_t delay) { return {7, 0, 0, last_report, delay}; }

TEST(Rfc3550_6_4_1, TimeGoneWithoutTheSidesOwnDelay) {
  RoundTrip trip;
  EXPECT_EQ(trip.last_us(), 0U);
  trip.on_sent(begin, 0x12345678);
  trip.on_report(begin + milliseconds{2080}, quoting(0x12345678, 2 * one_second));
  EXPECT_NEAR(trip.last_us(), 80'000, 20);
}

TEST(Rfc3550_6_4_1, AnswerToTheLastButOne_StillCounts) {
  RoundTrip trip;
  trip.on_sent(begin, 1);
  trip.on_sent(begin + seconds{5}, 2);
  trip.on_report(begin + seconds{5} + milliseconds{10}, quoting(1, 4 * one_second + one_second / 2));
  EXPECT_NEAR(trip.last_us(), 510'000, 20);
  trip.on_sent(begin + seconds{10}, 3);
  trip.on_report(begin + seconds{10}, quoting(1, 0));
  EXPECT_NEAR(trip.last_us(), 510'000, 20) << "the last but two is forgotten";
}

TEST(Rfc3550_6_4_1, QuotesOfNothingThatPassed_TeachNothing) {
  RoundTrip trip;
  trip.on_report(begin, quoting(0, 0));  // none has come yet
  trip.on_sent(begin, 0);
  trip.on_report(begin + seconds{1}, quoting(0, 0));
  trip.on_report(begin + seconds{1}, quoting(99, 0));
  EXPECT_EQ(trip.last_us(), 0U);
}

TEST(Rfc3550_6_4_1, LyingDelays_AreNotBelieved) {
  RoundTrip trip;
  trip.on_sent(begin, 1);
  trip.on_report(begin + seconds{1}, quoting(1, 3 * one_second));  // quoted before it was sent
  trip.on_report(begin + seconds{11}, quoting(1, 0));
  EXPECT_EQ(trip.last_us(), 0U);
}

TEST(Rfc3550_6_4_1, LoopbackTripBelowTheGrain_IsNotUnknown) {
  RoundTrip trip;
  trip.on_sent(begin, 1);
  trip.on_report(begin + seconds{1}, quoting(1, one_second + 3));
  EXPECT_EQ(trip.last_us(), 1U);
}

}  // namespace
}  // namespace trunkgate::media
