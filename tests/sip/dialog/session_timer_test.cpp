// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/session_timer.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

#include "tests/sip/dialog/parsed.h"

namespace trunkgate::sip::test {
namespace {

using namespace std::chrono_literals;
using Due = SessionTimer::Due;

constexpr Instant start = Instant(24h);

std::string written(const std::function<void(Writer&)>& write) {
  std::array<char, 512> buffer;
  Writer writer(buffer);
  writer.status_line(200, "OK");
  write(writer);
  const auto bytes = writer.finish();
  const std::string text(bytes.begin(), bytes.end());
  const std::size_t begin = text.find("\r\n") + 2;
  return text.substr(begin, text.find("Content-Length") - begin);
}
std::string answer_of(const SessionTimer& timer) {
  return written([&](Writer& writer) { timer.write_answer(writer); });
}
std::string request_of(const SessionTimer& timer, bool peer_has_timer) {
  return written([&](Writer& writer) { timer.write_request(writer, peer_has_timer); });
}

TEST(Rfc4028_9, Uas_TheCallerRefreshesUnlessItSaysOtherwise) {
  struct Case {
    const char* asked;
    const char* answer;
    bool we_refresh;
  };
  for (const Case& c : {Case{"Supported: timer\r\nSession-Expires: 1800\r\n",
                             "Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n", false},
                        Case{"Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n",
                             "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n", false},
                        Case{"Supported: 100rel, timer\r\nSession-Expires: 1800;refresher=uas\r\nMin-SE: 1800\r\n",
                             "Session-Expires: 1800;refresher=uas\r\nRequire: timer\r\n", true},
                        Case{"Require: timer\r\n", "Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n", false},
                        Case{"Supported: timer\r\nMin-SE: 3600\r\n",
                             "Session-Expires: 3600;refresher=uac\r\nRequire: timer\r\n", false},
                        Case{"Supported: timer\r\nSession-Expires: 4294967295\r\n",
                             "Session-Expires: 86400;refresher=uac\r\nRequire: timer\r\n", false}}) {
    SessionTimer timer;
    timer.accept(start, a_request("INVITE", c.asked));
    EXPECT_EQ(answer_of(timer), c.answer) << c.asked;
    EXPECT_EQ(timer.we_refresh(), c.we_refresh) << c.asked;
  }
}

TEST(Rfc4028_9, Uas_CallerWithoutTimer_GetsNone_AndStopsOneThatRuns) {
  SessionTimer timer;
  timer.accept(start, a_request("INVITE", "Session-Expires: 1800\r\nMin-SE: 120\r\n"));
  EXPECT_FALSE(timer.running());
  EXPECT_EQ(answer_of(timer), "");
  timer.accept(start, a_request("INVITE", "Supported: timer\r\nSession-Expires: 90\r\n"));
  EXPECT_TRUE(timer.running());
  timer.accept(start, a_request("UPDATE", ""));
  EXPECT_EQ(timer.deadline(), never);
}

TEST(Rfc4028_9, IntervalBelowOurMinimum_Is422WithMinSe) {
  EXPECT_TRUE(SessionTimer::is_too_small(a_request("INVITE", "Supported: timer\r\nSession-Expires: 89\r\n")));
  EXPECT_FALSE(SessionTimer::is_too_small(a_request("INVITE", "Session-Expires: 89\r\n")));
  EXPECT_FALSE(SessionTimer::is_too_small(a_request("INVITE", "Supported: timer\r\nSession-Expires: 90\r\n")));
  EXPECT_FALSE(SessionTimer::is_too_small(a_request("INVITE", "")));
  EXPECT_EQ(written(SessionTimer::write_min_se), "Min-SE: 90\r\n");
}

TEST(Rfc4028_10, NotRefreshed_EndsAThirdOrHalfAMinuteEarly_ARefreshArmsAgain) {
  SessionTimer timer;
  const auto refresh = a_request("INVITE", "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
  timer.accept(start, refresh);
  EXPECT_EQ(timer.deadline(), start + 60s);
  EXPECT_EQ(timer.on_deadline(start + 59s), Due::nothing);
  timer.accept(start + 59s, refresh);
  EXPECT_EQ(timer.on_deadline(start + 60s), Due::nothing);
  EXPECT_EQ(timer.on_deadline(start + 119s), Due::expired);
  EXPECT_FALSE(timer.running());

  timer.accept(start, a_request("INVITE", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n"));
  EXPECT_EQ(timer.deadline(), start + 1768s);
}

TEST(Rfc4028_10, WeRefresh_AtHalfTheInterval_AndGiveUpWhenNoneGetsThrough) {
  SessionTimer timer;
  timer.on_answer(start, a_response(200, "Session-Expires: 1800;refresher=uac\r\n"));
  EXPECT_TRUE(timer.we_refresh());
  EXPECT_EQ(timer.on_deadline(start + 899s), Due::nothing);
  EXPECT_EQ(timer.on_deadline(start + 900s), Due::refresh);
  EXPECT_EQ(timer.on_deadline(start + 901s), Due::nothing);
  timer.postpone(start + 903s);  // 491
  EXPECT_EQ(timer.on_deadline(start + 903s), Due::refresh);
  EXPECT_EQ(timer.on_deadline(start + 1768s), Due::expired);
}

TEST(Rfc4028_7_2, Uac_TheAnswerDecides_WithoutSessionExpiresNothingExpires) {
  SessionTimer timer;
  EXPECT_EQ(request_of(timer, false), "");
  EXPECT_EQ(request_of(timer, true), "Session-Expires: 1800\r\n");
  timer.on_answer(start, a_response(200, "Session-Expires: 1800;refresher=uas\r\nRequire: timer\r\n"));
  EXPECT_FALSE(timer.we_refresh());
  EXPECT_EQ(timer.deadline(), start + 1768s);
  EXPECT_EQ(request_of(timer, false), "Session-Expires: 1800;refresher=uas\r\n");
  timer.on_answer(start, a_response(200, ""));
  EXPECT_FALSE(timer.running());
}

TEST(Rfc4028_7_3, Uac_422_IsTriedOnceWithTheLargerInterval) {
  SessionTimer timer;
  const auto refused = a_response(422, "Min-SE: 3600\r\n");
  EXPECT_TRUE(timer.on_refused(refused));
  EXPECT_EQ(request_of(timer, true), "Session-Expires: 3600\r\nMin-SE: 3600\r\n");
  EXPECT_FALSE(timer.on_refused(refused));
  EXPECT_FALSE(timer.on_refused(a_response(422, "Min-SE: 7200\r\n")));

  SessionTimer other;
  EXPECT_FALSE(other.on_refused(a_response(422, "")));  // asks for no more than we did
  EXPECT_FALSE(other.on_refused(a_response(422, "Min-SE: 4000000000\r\n")));
}

}  // namespace
}  // namespace trunkgate::sip::test
