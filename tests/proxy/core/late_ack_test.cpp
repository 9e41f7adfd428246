// SPDX-License-Identifier: Apache-2.0
// The ACK of the near side, when the call ends or is changed around it.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

/// The trunk has answered; the PBX has the 200 and has not acknowledged it.
struct Unacknowledged {
  House house;
  House::Sent invite;
  House::Sent answer;

  Unacknowledged() {
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9")));
    house.media_agrees();
    answer = house.take_sent().back();
  }
};

TEST(Rfc3261_13_3_1_4, CallHungUpBeforeTheAck_AnswerIsRepeatedUntilIt) {
  Unacknowledged call;
  House& house = call.house;
  house.from_trunk(trunk_in_dialog("BYE", call.invite, "trunktag", 29044));
  const House::Sent bye = house.take_sent().back();
  EXPECT_EQ(bye.start_line().substr(0, 4), "BYE ");
  while (!house.media_commands().empty()) house.media_agrees();
  house.from_pbx(trunk_response(bye, 200, ""));
  house.advance(600ms);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 102));
  EXPECT_EQ(house.core().gauges().calls, 0u);
  house.advance(10s);
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_TRUE(house.at_rest());
}

void one_trunk_with_delayed_offers(proxy::Config& config) {
  config.routes[0].to = {House::trunk};
  config.peers[House::trunk].delayed_offer = true;
}

TEST(Rfc3261_13_2_2_4, OfferlessAnswerNeverAcknowledgedByTheCaller_AckBeforeTheBye) {
  House house(one_trunk_with_delayed_offers);
  std::string invite = pbx_invite();
  house.from_pbx(invite.substr(0, invite.find("Content-Type")) + "Content-Length: 0\r\n\r\n");
  house.from_trunk(trunk_response(house.take_sent().back(), 200, "trunktag", sdp("168.86.128.9")));
  house.media_agrees();
  house.take_sent();
  house.advance(33s);
  std::vector<std::string> to_trunk;
  for (const auto& one : house.take_sent())
    if (!one.to_pbx()) to_trunk.push_back(one.start_line().substr(0, 4));
  EXPECT_EQ(to_trunk, (std::vector<std::string>{"ACK ", "BYE "}));
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, ReinviteAfterAnOfferlessCall_NoBufferIsLost) {
  House house(one_trunk_with_delayed_offers);
  std::string invite = pbx_invite();
  house.from_pbx(invite.substr(0, invite.find("Content-Type")) + "Content-Length: 0\r\n\r\n");
  house.from_trunk(trunk_response(house.take_sent().back(), 200, "trunktag", sdp("168.86.128.9")));
  house.media_agrees();
  const House::Sent answer = house.take_sent().back();
  house.from_pbx(pbx_in_dialog("ACK", answer, 102, sdp("10.0.0.5")));
  house.media_agrees();
  house.from_pbx(pbx_in_dialog("INVITE", answer, 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.from_pbx(pbx_in_dialog("BYE", answer, 104));
  EXPECT_TRUE(house.at_rest());
  house.from_pbx(
      "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
      "To: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n");
  EXPECT_EQ(house.core().gauges().buffers, 0u);
}

TEST(Rfc3261_13_2_2_4, AckOfTheFirstInviteRepeatedAfterAReinvite_AnswerIsStillRepeated) {
  Unacknowledged call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 102));
  house.from_pbx(pbx_in_dialog("INVITE", call.answer, 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_sent().back(), 200, "trunktag", sdp("168.86.128.9")));
  house.media_agrees();
  house.take_sent();
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 102));
  house.advance(600ms);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 103));
  house.advance(5s);
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Rfc3261_14_2, RefusedReinvite_TheNextOneIsCarried) {
  Unacknowledged call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 102));
  house.from_pbx(pbx_in_dialog("INVITE", call.answer, 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_sent().back(), 488, "trunktag"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  house.from_trunk(trunk_in_dialog("INVITE", call.invite, "trunktag", 500, sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
}

}  // namespace
}  // namespace trunkgate::test
