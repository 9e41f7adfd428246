// SPDX-License-Identifier: Apache-2.0
#include "media/io/realtime.h"

#include <gtest/gtest.h>

#include "media/limits.h"

namespace trunkgate::media {
namespace {

constexpr Duration percent(int share) { return Duration{realtime_window} * share / 100; }

bool after_window(RealTimeRule& rule, int share) { return rule.on_window(realtime_window, percent(share)); }

TEST(RealTime, NotWanted_NeverOn) {
  RealTimeRule rule(false);
  EXPECT_FALSE(rule.on());
  for (std::size_t i = 0; i < 2 * realtime_calm_windows; ++i) EXPECT_FALSE(after_window(rule, 0));
}

TEST(RealTime, BusyWorker_KeepsIt) {
  RealTimeRule rule(true);
  EXPECT_TRUE(rule.on());
  for (std::size_t i = 0; i < 2 * realtime_calm_windows; ++i) EXPECT_TRUE(after_window(rule, realtime_share_max - 1));
}

TEST(RealTime, WholeCoreTaken_LosesItAtOnce) {
  RealTimeRule rule(true);
  EXPECT_FALSE(after_window(rule, realtime_share_max));
  EXPECT_FALSE(rule.on());
}

TEST(RealTime, CalmForASecond_GetsItBack) {
  RealTimeRule rule(true);
  static_cast<void>(after_window(rule, 100));
  for (std::size_t i = 1; i < realtime_calm_windows; ++i)
    EXPECT_FALSE(after_window(rule, realtime_calm_share - 1)) << i;
  EXPECT_TRUE(after_window(rule, realtime_calm_share - 1));
  EXPECT_TRUE(after_window(rule, realtime_share_max - 1));
}

TEST(RealTime, OneBusyWindow_BeginsTheSecondAnew) {
  RealTimeRule rule(true);
  static_cast<void>(after_window(rule, 100));
  for (std::size_t i = 1; i < realtime_calm_windows; ++i) EXPECT_FALSE(after_window(rule, 0));
  EXPECT_FALSE(after_window(rule, realtime_calm_share));
  for (std::size_t i = 1; i < realtime_calm_windows; ++i) EXPECT_FALSE(after_window(rule, 0));
  EXPECT_TRUE(after_window(rule, 0));
}

}  // namespace
}  // namespace trunkgate::media
