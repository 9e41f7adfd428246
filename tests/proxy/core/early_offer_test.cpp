// SPDX-License-Identifier: Apache-2.0
// A caller without SDP that speaks 100rel, RFC 3262 §5: the offer in the first reliable 18x, the answer in its PRACK.
#include <gtest/gtest.h>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;
using media::CommandKind;
using media::Side;

std::string prack(const House::Sent& response, int cseq, const std::string& body = {}) {
  return pbx_in_dialog("PRACK", response, cseq, body, "RAck: " + response.header("RSeq") + " 102 INVITE\r\n");
}

/// A call of the PBX without SDP that has reached the trunk with an offer of the anchor's.
struct Asked {
  House house;
  House::Sent invite;

  /// `extra`: further header lines of the PBX's INVITE.
  explicit Asked(const std::string& extra = {}) {
    const std::string text = pbx_invite("inside-call-1@pbx.corp.internal", "0912345678", "Require: 100rel\r\n" + extra);
    house.from_pbx(text.substr(0, text.find("Content-Type")) + "Content-Length: 0\r\n\r\n");
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
  }
  void trunk_says(int status, const std::string& tag = "t", const std::string& body = sdp("168.86.128.9")) {
    house.from_trunk(trunk_response(invite, status, tag, body));
  }
  /// The 183 that brings the PBX its offer.
  House::Sent early_offer() {
    trunk_says(183);
    EXPECT_EQ(house.media_commands().back().kind, CommandKind::answer);
    EXPECT_EQ(house.media_commands().back().from, Side::b);
    house.media_agrees();
    return house.take_one(true);
  }
};

TEST(Rfc3262_5, OfferIn183_AnswerInPrack_The200BringsNoMore) {
  Asked call;
  House& house = call.house;
  const auto progress = call.early_offer();
  EXPECT_EQ(progress.start_line(), "SIP/2.0 183 Session Progress");
  EXPECT_EQ(progress.header("Require"), "100rel");
  EXPECT_EQ(progress.body(), sdp("10.0.0.2"));
  house.from_pbx(prack(progress, 103, sdp("10.0.0.5")));
  EXPECT_TRUE(house.take_sent().empty()) << "the anchor is asked first";
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::answer);
  EXPECT_EQ(house.media_commands()[0].from, Side::a);
  EXPECT_EQ(house.media_commands()[0].sdp.view(), sdp("10.0.0.5"));
  house.media_agrees();
  const auto acknowledged = house.take_one(true);
  EXPECT_EQ(acknowledged.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(acknowledged.header("CSeq"), "103 PRACK");

  call.trunk_says(183);
  const auto again = house.take_one(true);
  EXPECT_EQ(again.body(), "");
  house.from_pbx(prack(again, 104));
  EXPECT_EQ(house.take_one(true).header("CSeq"), "104 PRACK");

  answer_and_end(house, call.invite, 105);
}

TEST(Rfc4028_7_4, The200BringsNoSdp_TheSessionIsRefreshedWithTheOfferOf183) {
  Asked call("Supported: timer\r\nSession-Expires: 1800;refresher=uas\r\nAllow: INVITE, ACK, BYE, CANCEL, PRACK\r\n");
  House& house = call.house;
  const auto progress = call.early_offer();
  house.from_pbx(prack(progress, 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.take_sent();
  call.trunk_says(200);
  const auto answer = house.take_sent().back();
  EXPECT_EQ(answer.header("Session-Expires"), "1800;refresher=uas");
  EXPECT_EQ(answer.body(), "");
  house.from_pbx(pbx_in_dialog("ACK", answer, 102));

  house.advance(900s + 10ms);
  const auto refresh = house.take_one(true);
  EXPECT_EQ(refresh.start_line().substr(0, 7), "INVITE ");
  EXPECT_EQ(refresh.body(), progress.body());
  house.from_pbx(pbx_response(refresh, 200, {}, sdp("10.0.0.5"), "Session-Expires: 1800;refresher=uac\r\n"));
  house.take_sent();
  house.from_pbx(pbx_in_dialog("INVITE", answer, 104, sdp("10.0.0.5"), "Supported: timer\r\n"));
  EXPECT_EQ(house.take_one(true).body(), progress.body()) << "the PBX says what it said in the PRACK: a refresh";
}

TEST(Rfc3262_5, The200WaitsForThePrackAndForTheAnchor) {
  Asked call;
  House& house = call.house;
  const auto progress = call.early_offer();
  call.trunk_says(200);
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.from_pbx(prack(progress, 103, sdp("10.0.0.5")));
  EXPECT_TRUE(house.take_sent().empty());
  house.media_agrees();
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].header("CSeq"), "103 PRACK");
  EXPECT_EQ(sent[1].header("CSeq"), "102 INVITE");
  EXPECT_EQ(sent[1].body(), "");
}

TEST(Rfc3262_5, PrackWithoutAnAnswer_EndsTheCall) {
  Asked call;
  const auto progress = call.early_offer();
  call.house.from_pbx(prack(progress, 103));
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].start_line() + sent[0].header("CSeq"), "SIP/2.0 488 Not Acceptable Here103 PRACK");
  EXPECT_EQ(sent[1].start_line() + sent[1].header("CSeq"), "SIP/2.0 488 Not Acceptable Here102 INVITE");
  EXPECT_EQ(sent[2].start_line().substr(0, 7), "CANCEL ");
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3262_5, AnswerThatTheAnchorRefusesOrNeverSpeaksOf_EndsTheCall) {
  for (const bool refused : {true, false}) {
    Asked call;
    House& house = call.house;
    house.from_pbx(prack(call.early_offer(), 103, sdp("10.0.0.5")));
    refused ? house.media_refuses(media::Refusal::no_audio) : house.advance(5s + 10ms);
    const std::string status = refused ? "SIP/2.0 488" : "SIP/2.0 503";
    const auto sent = house.take_sent();
    ASSERT_EQ(sent.size(), 3u) << status;
    EXPECT_EQ(sent[0].start_line().substr(0, 11) + sent[0].header("CSeq"), status + "103 PRACK");
    EXPECT_EQ(sent[1].start_line().substr(0, 11) + sent[1].header("CSeq"), status + "102 INVITE");
    EXPECT_EQ(sent[2].start_line().substr(0, 7), "CANCEL ");
    EXPECT_TRUE(house.at_rest());
  }
}

TEST(Rfc3262_5, CallEndsWhileTheAnchorIsAsked_PrackIsAnswered) {
  Asked call;
  House& house = call.house;
  house.from_pbx(prack(call.early_offer(), 103, sdp("10.0.0.5")));
  call.trunk_says(486, "t", {});
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[1].start_line(), "SIP/2.0 486 Busy Here");
  EXPECT_EQ(sent[2].start_line() + sent[2].header("CSeq"), "SIP/2.0 481 Call/Transaction Does Not Exist103 PRACK");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3262_5, AnotherForkAnswers_ItsDialogGetsAnOfferIn200_ItsAnswerInTheAck) {
  Asked call;
  House& house = call.house;
  const auto progress = call.early_offer();
  house.from_pbx(prack(progress, 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.take_sent();
  call.trunk_says(183, "other");
  EXPECT_TRUE(house.take_sent().empty()) << "that dialog's first reliable response would need an offer";
  call.trunk_says(200, "other");
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::offer);
  house.media_agrees();
  const auto answer = house.take_one(true);
  EXPECT_NE(answer.tag("To"), progress.tag("To"));
  EXPECT_EQ(answer.body(), sdp("10.0.0.2"));
  house.from_pbx(pbx_in_dialog("ACK", answer, 102, sdp("10.0.0.5")));
  house.media_agrees();
  EXPECT_TRUE(house.take_sent().empty());
  house.from_pbx(pbx_in_dialog("BYE", answer, 103));
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
