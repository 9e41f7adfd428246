// SPDX-License-Identifier: Apache-2.0
// Answers that no call waits for any more.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

/// A call whose first target said nothing for 4 s and that rings at the second one.
struct MovedOn {
  House house;
  House::Sent first;
  House::Sent second;

  MovedOn() {
    const proxy::Endpoint backup{*proxy::parse_ip("54.172.60.2"), 5061};
    house.core().on_peer_addresses(house.now(), House::second_trunk, {&backup, 1});
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    first = house.take_one(false);
    house.advance(4s);
    second = house.take_one(false);
  }
};

TEST(Rfc3261_9_1, TargetGivenUpRingsLate_Cancel) {
  MovedOn call;
  call.house.from_trunk(trunk_response(call.first, 180, "late"));
  const House::Sent cancel = call.house.take_one(false);
  EXPECT_EQ(cancel.start_line().substr(0, 7), "CANCEL ");
  EXPECT_EQ(cancel.header("Via"), call.first.header("Via"));
  call.house.from_trunk(trunk_response(call.first, 180, "late"));
  EXPECT_TRUE(call.house.take_sent().empty());
  call.house.from_trunk(trunk_response(call.second, 486, "t"));
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3261_13_2_2_4, TargetGivenUpAnswersLate_AckAndBye_CallGoesOn) {
  MovedOn call;
  call.house.from_trunk(trunk_response(call.first, 200, "late", sdp("168.86.128.9")));
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_EQ(sent[1].tag("To"), "late");
  call.house.from_trunk(trunk_response(call.second, 180, "t"));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 180 Ringing");
}

TEST(Call, TargetGivenUpTimesOutAfterTheEnd_TheByeIsStillWaitedFor) {
  MovedOn call;
  House& house = call.house;
  house.from_trunk(trunk_response(call.second, 200, "t", sdp("168.86.128.9")));
  house.media_refuses(media::Refusal::srtp_required);
  house.media_agrees();
  ASSERT_EQ(house.take_sent().back().start_line().substr(0, 4), "BYE ");
  house.core().on_flow_failed(house.now(), call.first.flow);
  EXPECT_EQ(house.core().gauges().calls, 1u);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_13_2_2_4, AnswerAfterTheCallIsGone_AckAndBye) {
  MovedOn call;
  call.house.from_trunk(trunk_response(call.second, 486, "t"));
  call.house.media_agrees();
  ASSERT_EQ(call.house.core().gauges().calls, 0u);
  call.house.take_sent();
  call.house.from_trunk(trunk_response(call.first, 200, "late", sdp("168.86.128.9")));
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3261_13_2_2_4, SecondForkAnswersTwice_AckEachTime_ByeOnce) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(trunk_response(invite, 200, "fork1", sdp("168.86.128.9")));
  house.take_sent();
  house.from_trunk(trunk_response(invite, 200, "fork2", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_sent().size(), 2u);
  house.from_trunk(trunk_response(invite, 200, "fork2", sdp("168.86.128.9")));
  const House::Sent again = house.take_one(false);
  EXPECT_EQ(again.start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(again.tag("To"), "fork2");
}

}  // namespace
}  // namespace trunkgate::test
