// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/cdr_text.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

using namespace std::chrono_literals;

constexpr sip::Instant now{100s};
constexpr std::chrono::system_clock::time_point wall{1'700'000'000s};  // 2023-11-14T22:13:20Z

CallRecord refused() {
  CallRecord record;
  record.call_id = "1@pbx";
  record.from_peer = "pbx";
  record.to_peer = "twilio";
  record.caller = "sip:201@10.0.0.5";
  record.called = "+886912345678";
  record.result = "refused";
  record.reason = "Busy Here";
  record.started = now - 12s;
  record.ended = now - 1500ms;
  return record;
}

TEST(Rfc3339, CallWithoutMedia) {
  EXPECT_EQ(
      format_record(refused(), wall, now),
      R"({"started":"2023-11-14T22:13:08.000Z","ended":"2023-11-14T22:13:18.500Z","talk_s":0.0,"call_id":"1@pbx",)"
      R"("from":"pbx","to":"twilio","caller":"sip:201@10.0.0.5","called":"+886912345678","result":"refused",)"
      R"("reason":"Busy Here"})");
}

TEST(Rfc3339, AnsweredCall_HasTimesAndFigures) {
  CallRecord record = refused();
  record.answered = now - 10s;
  media::DirectionStatistics& from = record.figures.from_a;
  from.codec = "G.711";
  from.packets = 425;
  from.octets = 73100;
  from.expected = 426;
  from.lost = 1;
  from.jitter_us = 1234;
  from.jitter_max_us = 5678;
  from.round_trip_us = 20'500;
  from.score = 431;
  from.lowest.score = 402;
  from.events = 3;
  record.figures.from_b.silence_ms = 8500;
  const std::string line = format_record(record, wall, now);
  EXPECT_NE(line.find(R"("answered":"2023-11-14T22:13:10.000Z")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("talk_s":8.5)"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("from_caller":{"codec":"G.711","packets":425,"octets":73100,"lost":1,"loss":0.00235,)"
                      R"("reordered":0,"duplicates":0,"dropped":0,"srtp_failures":0,"jitter_ms":1.23,)"
                      R"("jitter_max_ms":5.68,"round_trip_ms":20.5,"mos":4.31,"mos_lowest":4.02,"silence_s":0.0,)"
                      R"("digits":3})"),
            std::string::npos)
      << line;
  EXPECT_NE(line.find(R"("silence_s":8.5,"digits":0}},"one_way":true})"), std::string::npos) << line;
}

TEST(Rfc3339, WhatARemoteAnchorDoesNotKnow_IsLeftOut) {
  CallRecord record = refused();
  record.answered = now - 10s;
  media::DirectionStatistics& reported = record.figures.from_a;
  reported.packets = 425;
  reported.octets = 73100;
  reported.score = 320;
  reported.lowest.score = 300;
  reported.loss_permille = 100;
  reported.jitter_us = reported.jitter_max_us = 2000;
  record.figures.from_b.packets = 7;
  const std::string line = format_record(record, wall, now);
  EXPECT_NE(line.find(R"("from_caller":{"packets":425,"octets":73100,"loss":0.1,"dropped":0,"jitter_ms":2.0,)"
                      R"("jitter_max_ms":2.0,"mos":3.2,"mos_lowest":3.0},)"
                      R"("from_called":{"packets":7,"octets":0,"dropped":0}},"one_way":false})"),
            std::string::npos)
      << line;
}

TEST(Rfc8259, WhatAPeerWrote_CannotBreakTheLine) {
  CallRecord record = refused();
  record.caller = "sip:\"\n\x01\xff@x";
  const std::string line = format_record(record, wall, now);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find(R"("caller":"sip:\"\n\u0001\ufffd@x")"), std::string::npos) << line;
}

}  // namespace
}  // namespace trunkgate::proxy
