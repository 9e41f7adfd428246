// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/log_limit.h"

#include <gtest/gtest.h>

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const LogEvent dropped{LogLevel::warning, "source.dropped", {}, "twilio", "not_listed"};

struct Log10k {
  std::size_t lines = 0;
  std::uint64_t reported = 0;
};

TEST(LogLimit, TenThousandStrangers_AFewLinesThatCountThemAll) {
  LogLimit limit;
  sip::Instant now{};
  Log10k seen;
  for (int i = 0; i < 10'000; ++i) {
    now += milliseconds(1);
    seen.lines += limit.allow(now, dropped) ? 1 : 0;
    for (const auto& withheld : limit.ended(now)) {
      ++seen.lines;
      seen.reported += withheld.count;
    }
  }
  for (const auto& withheld : limit.ended(now + log_window)) {
    ++seen.lines;
    seen.reported += withheld.count;
    EXPECT_EQ(withheld.event, "source.dropped");
    EXPECT_EQ(withheld.peer, "twilio");
  }
  EXPECT_LE(seen.lines, 8U);
  EXPECT_EQ(seen.reported, limit.total());
  EXPECT_GE(limit.total(), 9'990U);
}

TEST(LogLimit, OtherPeerOrEvent_HasLinesOfItsOwn) {
  LogLimit limit;
  for (std::uint32_t i = 0; i < log_lines_max; ++i) EXPECT_TRUE(limit.allow({}, dropped));
  EXPECT_FALSE(limit.allow({}, dropped));
  LogEvent other = dropped;
  other.peer = "corporate";
  EXPECT_TRUE(limit.allow({}, other));
  other = dropped;
  other.event = "peer.down";
  EXPECT_TRUE(limit.allow({}, other));
}

TEST(LogLimit, LinesOfACall_AreNotWithheldInOrdinaryTraffic) {
  LogLimit limit;
  const LogEvent ended{LogLevel::info, "call.ended", "a84b4c76e66710", "pbx", "answered"};
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(limit.allow({}, ended));
}

TEST(LogLimit, NextWindow_SpeaksAgain) {
  LogLimit limit;
  while (limit.allow({}, dropped)) {
  }
  EXPECT_TRUE(limit.ended(sip::Instant{} + log_window - seconds(1)).empty());
  EXPECT_EQ(limit.ended(sip::Instant{} + log_window).size(), 1U);
  EXPECT_TRUE(limit.allow(sip::Instant{} + log_window, dropped));
}

TEST(LogLimit, MoreCausesThanPlaces_NoMoreMemoryAndNoMoreLines) {
  LogLimit limit;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < log_cause_max * 4; ++i) {
    const std::string name = "event" + std::to_string(i);
    lines += limit.allow({}, {LogLevel::info, name, {}, {}, {}}) ? 1 : 0;
  }
  EXPECT_LE(lines, log_cause_max + log_lines_max);
}

}  // namespace
}  // namespace trunkgate::proxy
