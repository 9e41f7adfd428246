// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/log_text.h"

#include <gtest/gtest.h>

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view time = "2026-01-02T03:04:05.006Z";

TEST(LogText, Json_AllFieldsInOrder) {
  EXPECT_EQ(format_line(LogFormat::json, time, {LogLevel::info, "call.ended", "abc@pbx", "twilio", "answered"}),
            R"({"time":"2026-01-02T03:04:05.006Z","level":"info","event":"call.ended","call_id":"abc@pbx",)"
            R"("peer":"twilio","text":"answered"})");
}

TEST(LogText, EmptyFields_LeftOut) {
  EXPECT_EQ(format_line(LogFormat::json, time, {LogLevel::error, "start", {}, {}, "x"}),
            R"({"time":"2026-01-02T03:04:05.006Z","level":"error","event":"start","text":"x"})");
  EXPECT_EQ(format_line(LogFormat::text, time, {LogLevel::error, "start", {}, {}, "x"}),
            "2026-01-02T03:04:05.006Z error start: x");
}

// GHSA-2grh-7mhv-fcfw: a display name with a line end wrote lines of its own into the log.
TEST(LogText, ControlCharactersAndQuotes_CannotForgeALine) {
  const std::string forged = "x\r\n2026 info call.ended: ok\x1b[2J\x7f\"}\\";
  for (const LogFormat format : {LogFormat::json, LogFormat::text}) {
    const std::string line = format_line(format, time, {LogLevel::info, "e", forged, {}, forged});
    for (const char character : line) {
      EXPECT_GE(character, 0x20) << line;
      EXPECT_NE(character, 0x7f) << line;
    }
  }
  const std::string json = format_line(LogFormat::json, time, {LogLevel::info, "e", {}, {}, "a\"b\\c\n\xff"});
  EXPECT_NE(json.find(R"("text":"a\"b\\c\u000a\u00ff")"), std::string::npos) << json;
}

TEST(LogText, LongValue_IsCut) {
  const std::string line = format_line(LogFormat::text, time, {LogLevel::info, "e", {}, {}, std::string(100'000, 'x')});
  EXPECT_LT(line.size(), log_text_max + 100);
  EXPECT_TRUE(line.ends_with("x..."));
}

}  // namespace
}  // namespace trunkgate::proxy
