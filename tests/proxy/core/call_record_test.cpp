// SPDX-License-Identifier: Apache-2.0
// One record per call, whatever became of it.
#include <gtest/gtest.h>

#include "tests/support/house.h"
#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

void finish(House& house) {
  while (!house.media_commands().empty()) house.media_agrees();
}

TEST(CallRecord, AnsweredCall_WithItsFigures) {
  StandingCall call;
  const sip::Instant answered = call.house.now();
  call.house.advance(90s);
  call.house.figures.from_b.packets = 77;
  call.house.from_pbx(call.from_pbx("BYE", 103));
  EXPECT_TRUE(call.house.records().empty()) << "the anchor has not spoken";
  finish(call.house);
  ASSERT_EQ(call.house.records().size(), 1u);
  const House::Record& record = call.house.records()[0];
  EXPECT_EQ(record.call_id, "inside-call-1@pbx.corp.internal");
  EXPECT_EQ(record.from_peer, "pbx");
  EXPECT_EQ(record.to_peer, "twilio");
  EXPECT_EQ(record.caller, "\"Alice\" <sip:201@pbx.corp.internal>");
  EXPECT_EQ(record.called, "+886912345678");
  EXPECT_EQ(record.result, "answered");
  EXPECT_EQ(record.answered, answered);
  EXPECT_EQ(record.ended - record.answered, 90s);
  EXPECT_EQ(record.figures.from_b.packets, 77u);
  EXPECT_TRUE(call.house.at_rest());
  EXPECT_EQ(call.house.records().size(), 1u) << "once";
}

TEST(CallRecord, RefusedCall_WithTheReason) {
  House house;
  house.from_pbx(pbx_invite());
  house.media_agrees();
  const auto sent = house.take_sent();
  house.from_trunk(trunk_response(sent.back(), 486, "t"));
  finish(house);
  ASSERT_EQ(house.records().size(), 1u);
  EXPECT_EQ(house.records()[0].result, "refused");
  EXPECT_EQ(house.records()[0].reason, "Busy Here");
  EXPECT_EQ(house.records()[0].answered, sip::Instant{});
}

TEST(CallRecord, AnchorThatTakesNoWork_IsNoReasonToLoseIt) {
  House house;
  house.anchor_full = true;
  house.from_pbx(pbx_invite());
  ASSERT_EQ(house.records().size(), 1u);
  EXPECT_EQ(house.records()[0].result, "failed");
}

TEST(CallRecord, AnchorThatNeverAnswers_TheRecordComesWithoutFigures) {
  StandingCall call;
  call.house.from_pbx(call.from_pbx("BYE", 103));
  call.house.advance(10min);
  ASSERT_EQ(call.house.records().size(), 1u);
  EXPECT_EQ(call.house.records()[0].result, "answered");
}

}  // namespace
}  // namespace trunkgate::test
