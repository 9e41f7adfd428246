// SPDX-License-Identifier: Apache-2.0
// What was under way on a connection that fails.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

struct Up {
  House house;
  House::Sent invite;
  House::Sent answer;

  Up() {
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9")));
    house.media_agrees();
    answer = house.take_sent().back();
    house.from_pbx(pbx_in_dialog("ACK", answer, 102));
  }
};

TEST(Rfc3261_8_1_3_1, ByeLostWithItsConnection_SentOnceMoreOverANewOne) {
  Up call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("BYE", call.answer, 103));
  const House::Sent first = house.take_sent().back();
  ASSERT_EQ(first.start_line().substr(0, 4), "BYE ");
  ASSERT_TRUE(first.flow.is_connection());
  house.core().on_flow_failed(house.now(), first.flow);
  const House::Sent second = house.take_one(false);
  EXPECT_EQ(second.start_line(), first.start_line());
  EXPECT_TRUE(second.flow.is_dial());
  EXPECT_GT(std::stoul(second.header("CSeq")), std::stoul(first.header("CSeq")));
  house.core().on_flow_failed(house.now(), second.flow);
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_8_1_3_1, ReinviteLostWithItsConnection_503AndTheCallGoesOn) {
  Up call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("INVITE", call.answer, 103, sdp("10.0.0.5")));
  house.media_agrees();
  const House::Sent hold = house.take_sent().back();
  house.core().on_flow_failed(house.now(), hold.flow);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 503 Service Unavailable");
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

TEST(Rfc3261_17_2_1, NoAckForTheRefusal_TheByeOfTheOtherLegIsStillWaitedFor) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  house.media_refuses(media::Refusal::srtp_required);
  house.media_agrees();
  ASSERT_EQ(house.take_sent().back().start_line().substr(0, 4), "BYE ");
  ASSERT_EQ(house.core().gauges().calls, 1u);
  house.core().on_flow_failed(house.now(), proxy::Flow::udp(House::corporate, {*proxy::parse_ip("10.0.0.5"), 5060}));
  EXPECT_EQ(house.core().gauges().calls, 1u);
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
