// SPDX-License-Identifier: Apache-2.0
#include "media/service/log.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(MediaLog, Line_InBothForms) {
  const ng::LogEvent event{ng::LogLevel::warning, "call.refused", "a@b", "why"};
  EXPECT_EQ(format_line(LogFormat::json, "T", event),
            R"({"time":"T","level":"warning","event":"call.refused","call_id":"a@b","text":"why"})");
  EXPECT_EQ(format_line(LogFormat::text, "T", event), "T warning call.refused call_id=a@b : why");
  EXPECT_EQ(format_line(LogFormat::json, "T", {ng::LogLevel::info, "start", {}, {}}),
            R"({"time":"T","level":"info","event":"start"})");
}

TEST(MediaLog, NobodyForgesALine) {
  const std::string line =
      format_line(LogFormat::json, "T", {ng::LogLevel::info, "e", "x\"\n\\\xff", std::string(600, 'a')});
  EXPECT_NE(line.find(R"("call_id":"x\"\u000a\\\u00ff")"), std::string::npos) << line;
  EXPECT_LT(line.size(), 600U);
}

TEST(MediaLog, Limit_PerSecond) {
  LogLimit limit;
  Instant now{std::chrono::hours{1}};
  std::uint32_t written = 0;
  for (int i = 0; i < 250; ++i) written += limit.allow(now) ? 1 : 0;
  EXPECT_EQ(written, log_lines_per_second_max);
  EXPECT_EQ(limit.withheld(now), 0U);  // the second is not over
  now += std::chrono::seconds{1};
  EXPECT_EQ(limit.withheld(now), 150U);
  EXPECT_EQ(limit.withheld(now), 0U);
  EXPECT_TRUE(limit.allow(now));
}

}  // namespace
}  // namespace trunkgate::media
