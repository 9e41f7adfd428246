// SPDX-License-Identifier: Apache-2.0
// Reliable provisional responses, RFC 3262: each leg ends its own, PRACK never crosses.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

const std::string demands = "Require: 100rel\r\n";

std::string reliably(int rseq) { return "Require: 100rel\r\nRSeq: " + std::to_string(rseq) + "\r\n"; }

std::string prack(const House::Sent& response, int cseq, const std::string& body = {}, int rseq_more = 0) {
  return pbx_in_dialog("PRACK", response, cseq, body,
                       "RAck: " + std::to_string(std::stoul(response.header("RSeq")) + rseq_more) + " 102 INVITE\r\n");
}

/// A call of the PBX that has reached the trunk.
struct Ringing {
  House house;
  House::Sent invite;

  explicit Ringing(const std::string& extra = demands, const std::function<void(proxy::Config&)>& adjust = {})
      : house(adjust) {
    house.from_pbx(pbx_invite("inside-call-1@pbx.corp.internal", "0912345678", extra));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
    house.media_agrees();
    invite = house.take_one(false);
  }
  House::Sent rings(int status = 180, const std::string& to_tag = "t") {
    house.from_trunk(trunk_response(invite, status, to_tag));
    return house.take_one(true);
  }
};

TEST(Rfc3262_3, CallerThatDemandsIt_Gets18xWithRSeq_TheTrunkSeesNothingOfIt) {
  Ringing call;
  EXPECT_EQ(call.invite.header("Require"), "");
  EXPECT_EQ(call.invite.header("Supported").find("100rel"), std::string::npos);
  const auto ringing = call.rings();
  EXPECT_EQ(ringing.start_line(), "SIP/2.0 180 Ringing");
  EXPECT_EQ(ringing.header("Require"), "100rel");
  EXPECT_GE(std::stoul(ringing.header("RSeq")), 1u);
  call.house.from_pbx(prack(ringing, 103));
  const auto answer = call.house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.header("CSeq"), "103 PRACK");
  call.house.advance(40s);
  EXPECT_TRUE(call.house.take_sent().empty());
}

TEST(Rfc3262_3, RepeatedUntilThePrack) {
  Ringing call;
  const auto ringing = call.rings();
  for (const auto wait : {500ms, 1000ms, 2000ms}) {
    call.house.advance(wait - 1ms);
    EXPECT_TRUE(call.house.take_sent().empty());
    call.house.advance(1ms);
    EXPECT_EQ(call.house.take_one(true).text, ringing.text);
  }
}

TEST(Rfc3262_3, NoPrackFor32Seconds_TheCallIsRefusedAndCancelled) {
  Ringing call;
  call.rings();
  call.house.advance(31s + 600ms);
  call.house.take_sent();
  call.house.advance(401ms);
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 504 Server Time-out");
  EXPECT_EQ(sent[1].start_line().substr(0, 7), "CANCEL ");
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3262_3, PrackThatMatchesNothing_481_UnreadableRAck400) {
  Ringing call;
  const auto ringing = call.rings();
  call.house.from_pbx(prack(ringing, 103, {}, 1));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist");
  call.house.from_pbx(pbx_in_dialog("PRACK", ringing, 104, {}, "RAck: one 102 INVITE\r\n"));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 400 Bad Request");
  call.house.from_pbx(prack(ringing, 105));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 200 OK");
  call.house.from_pbx(prack(ringing, 106));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist");
}

TEST(Rfc3262_3, SecondReliableResponseWaitsForTheFirst) {
  Ringing call;
  const auto first = call.rings();
  call.house.from_trunk(trunk_response(call.invite, 181, "t"));
  EXPECT_TRUE(call.house.take_sent().empty());
  call.house.from_pbx(prack(first, 103));
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(sent[1].start_line(), "SIP/2.0 181 Call Is Being Forwarded");
  EXPECT_EQ(std::stoul(sent[1].header("RSeq")), std::stoul(first.header("RSeq")) + 1);
}

TEST(Rfc3262_3, AnswerIn183_HoldsThe200UntilThePrack_TheTrunksAckDoesNotWait) {
  Ringing call;
  House& house = call.house;
  house.from_trunk(trunk_response(call.invite, 183, "t", sdp("168.86.128.9")));
  house.media_agrees();
  const auto progress = house.take_one(true);
  EXPECT_EQ(progress.body(), sdp("10.0.0.2"));
  house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.from_pbx(prack(progress, 103));
  EXPECT_EQ(house.take_one(true).header("CSeq"), "103 PRACK");
  house.media_agrees();
  const auto answer = house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.header("RSeq"), "");
  house.from_pbx(pbx_in_dialog("ACK", answer, 102));
  house.advance(10min);
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Rfc3262_3, AnswerOvertakesRinging_WhosePrackIsAnsweredStill) {
  Ringing call;
  House& house = call.house;
  const auto ringing = call.rings();
  house.from_trunk(trunk_response(call.invite, 181, "t"));
  house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
  house.from_pbx(prack(ringing, 103));
  EXPECT_EQ(house.take_one(true).header("CSeq"), "103 PRACK");
}

TEST(Rfc3262_5, OfferInThePrack_488_TheResponseCountsAsAcknowledged) {
  Ringing call;
  const auto ringing = call.rings();
  call.house.from_pbx(prack(ringing, 103, sdp("10.0.0.5")));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 488 Not Acceptable Here");
  call.house.advance(10s);
  EXPECT_TRUE(call.house.take_sent().empty());
}

TEST(Rfc3262_3, CallerThatOnlySupportsIt_GetsItWhenConfigured) {
  for (const bool configured : {false, true}) {
    Ringing call("Supported: timer, 100rel\r\n",
                 [&](proxy::Config& config) { config.peers[House::pbx].reliable_provisional = configured; });
    EXPECT_EQ(call.rings().header("RSeq").empty(), !configured);
  }
}

TEST(Rfc3262_4, CalledSideThatRingsReliably_GetsItsPrackFromUs) {
  House house([](proxy::Config& config) { config.peers[House::pbx].reliable_provisional = true; });
  house.from_trunk(trunk_invite());
  house.take_sent();
  house.media_agrees();
  const auto invite = house.take_one(true);
  EXPECT_NE(invite.header("Supported").find("100rel"), std::string::npos);
  house.from_pbx(pbx_response(invite, 180, "p", {}, reliably(41)));
  auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  const auto& acknowledgement = sent[0];
  EXPECT_EQ(acknowledgement.start_line(), "PRACK sip:201@10.0.0.5:5060 SIP/2.0");
  EXPECT_EQ(acknowledgement.header("RAck"), "41 " + invite.header("CSeq"));
  EXPECT_EQ(acknowledgement.tag("To"), "p");
  EXPECT_EQ(sent[1].start_line(), "SIP/2.0 180 Ringing");
  EXPECT_EQ(sent[1].header("RSeq"), "");
  EXPECT_EQ(sent[1].header("Require"), "");
  house.from_pbx(pbx_response(acknowledgement, 200, {}));

  house.from_pbx(pbx_response(invite, 180, "p", {}, reliably(41)));  // repeated
  house.from_pbx(pbx_response(invite, 181, "p", {}, reliably(43)));  // 42 is missing
  EXPECT_TRUE(house.take_sent().empty());
  house.from_pbx(pbx_response(invite, 181, "p", {}, reliably(42)));
  EXPECT_EQ(house.take_sent().size(), 2u);
  house.from_pbx(pbx_response(invite, 486, "p"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 486 Busy Here");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3262_5, AnswerInAReliable18xAlone_TheCallerWithout100relGetsItInThe200) {
  House house([](proxy::Config& config) { config.peers[House::pbx].reliable_provisional = true; });
  house.from_trunk(trunk_invite());
  house.take_sent();
  house.media_agrees();
  const auto invite = house.take_one(true);
  house.from_pbx(pbx_response(invite, 183, "p", sdp("10.0.0.5"), reliably(41)));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(false).body(), sdp("203.0.113.5"));
  house.from_pbx(pbx_response(invite, 200, "p"));
  EXPECT_EQ(house.take_one(true).start_line().substr(0, 4), "ACK ");
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, media::CommandKind::answer);
  EXPECT_EQ(house.media_commands()[0].sdp.view(), sdp("10.0.0.5"));
  house.media_agrees();
  const auto answer = house.take_one(false);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.body(), sdp("203.0.113.5"));
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3262_4, OtherPeersAreNotOfferedIt) {
  House house;
  house.from_trunk(trunk_invite());
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).header("Supported").find("100rel"), std::string::npos);
}

}  // namespace
}  // namespace trunkgate::test
