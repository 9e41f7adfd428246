// SPDX-License-Identifier: Apache-2.0
// What fuzzing showed to stay for ever, or to end what should go on.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3261_9_1, LateProvisionalOfAGivenUpAttempt_CancelledOnce_NothingStays) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.advance(5s);
  EXPECT_EQ(house.take_sent().front().start_line(), "SIP/2.0 408 Request Timeout");
  house.from_trunk(trunk_response(invite, 183, "late"));
  const House::Sent cancel = house.take_one(false);
  EXPECT_EQ(cancel.start_line().substr(0, 7), "CANCEL ");
  EXPECT_EQ(cancel.header("Via"), invite.header("Via"));
  house.from_trunk(trunk_response(invite, 180, "late"));
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_TRUE(house.at_rest());
}

/// A call from the PBX whose re-INVITE waits for the anchor; gives the answer that the PBX got.
House::Sent start_reoffer(House& house) {
  house.from_pbx(pbx_invite());
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_sent().back(), 200, "t", sdp("168.86.128.9")));
  house.media_agrees();
  const House::Sent answer = house.take_sent().back();
  house.from_pbx(pbx_in_dialog("ACK", answer, 102));
  house.from_pbx(pbx_in_dialog("INVITE", answer, 103, sdp("10.0.0.5")));
  return answer;
}

void expect_the_call_goes_on(House& house) {
  house.take_sent();
  house.advance(10min);
  EXPECT_EQ(house.core().gauges().calls, 1u);
  for (const House::Sent& sent : house.take_sent()) ADD_FAILURE() << sent.start_line();
}

TEST(Rfc3261_14_1, ReofferRefusedByTheAnchor_CallGoesOn) {
  House house;
  const House::Sent answer = start_reoffer(house);
  house.media_refuses(media::Refusal::no_audio);
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  std::string ack = pbx_in_dialog("ACK", answer, 103);
  ack.replace(ack.find("inside-ACK"), 10, "inside-INVITE");  // §17.1.1.3: the branch of what it acknowledges
  house.from_pbx(ack);
  expect_the_call_goes_on(house);
}

TEST(Rfc3261_14_1, ReofferRefusedByTheFarSide_CallGoesOn) {
  House house;
  const House::Sent answer = start_reoffer(house);
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_sent().back(), 488, "t"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  std::string ack = pbx_in_dialog("ACK", answer, 103);
  ack.replace(ack.find("inside-ACK"), 10, "inside-INVITE");
  house.from_pbx(ack);
  expect_the_call_goes_on(house);
}

}  // namespace
}  // namespace trunkgate::test
