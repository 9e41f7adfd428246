// SPDX-License-Identifier: Apache-2.0
#include "media/session/timeout.h"

#include <gtest/gtest.h>

#include "media/limits.h"

namespace trunkgate::media {
namespace {

using std::chrono::seconds;

const Instant start{std::chrono::hours{5}};
const Instant never = Instant::min();

TEST(SilenceWatch, BeforeTheFirstAnswer_NothingIsDue) {
  SilenceWatch watch{seconds{60}};
  EXPECT_FALSE(watch.is_due(start + seconds{1000}, never));
}

TEST(SilenceWatch, NoPacketAtAll_IsDueAfterTheTimeout) {
  SilenceWatch watch{seconds{60}};
  watch.on_agreed(start, false);
  EXPECT_FALSE(watch.is_due(start + seconds{59}, never));
  EXPECT_TRUE(watch.is_due(start + seconds{60}, never));
}

TEST(SilenceWatch, LastPacket_MovesTheTimeout) {
  SilenceWatch watch{seconds{60}};
  watch.on_agreed(start, false);
  EXPECT_FALSE(watch.is_due(start + seconds{99}, start + seconds{40}));
  EXPECT_TRUE(watch.is_due(start + seconds{100}, start + seconds{40}));
}

TEST(SilenceWatch, StillSilent_IsReportedOncePerTimeout) {
  SilenceWatch watch{seconds{60}};
  watch.on_agreed(start, false);
  int reports = 0;
  for (int i = 1; i <= 180; ++i) reports += watch.is_due(start + seconds{i}, never) ? 1 : 0;
  EXPECT_EQ(reports, 3);
}

TEST(SilenceWatch, OnHold_WaitsForTheHeldTimeout) {
  SilenceWatch watch{seconds{60}};
  watch.on_agreed(start, true);
  EXPECT_FALSE(watch.is_due(start + held_timeout - seconds{1}, never));
  EXPECT_TRUE(watch.is_due(start + held_timeout, never));
}

TEST(SilenceWatch, Resume_StartsTheTimeoutAnew) {
  SilenceWatch watch{seconds{60}};
  watch.on_agreed(start, true);
  watch.on_agreed(start + seconds{600}, false);
  EXPECT_FALSE(watch.is_due(start + seconds{659}, start));
  EXPECT_TRUE(watch.is_due(start + seconds{660}, start));
}

}  // namespace
}  // namespace trunkgate::media
