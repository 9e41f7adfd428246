// SPDX-License-Identifier: Apache-2.0
// Calls through the whole core, both ends in memory.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

/// A call from the PBX that the trunk has answered; the last messages of each side are kept.
struct Answered {
  House house;
  House::Sent invite;  ///< as the trunk got it
  House::Sent answer;  ///< the 200 as the PBX got it

  Answered() {
    house.from_pbx(pbx_invite());
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9")));
    EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
    house.media_agrees();
    answer = house.take_one(true);
    house.from_pbx(pbx_in_dialog("ACK", answer, 102));
    EXPECT_TRUE(house.take_sent().empty());
  }
};

TEST(Call, FromPbx_NumberBecomesE164_HostIsTheTrunks) {
  Answered call;
  EXPECT_EQ(call.invite.start_line(), "INVITE sip:+886912345678@mytrunk.pstn.twilio.com;transport=tls SIP/2.0");
  EXPECT_EQ(call.invite.header("From").substr(0, 34), "\"Alice\" <sip:201@sbc.example.com>;");
  EXPECT_EQ(call.invite.body(), sdp("203.0.113.5"));
  EXPECT_EQ(call.answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(call.answer.body(), sdp("10.0.0.2"));
}

TEST(Call, FromPbx_NothingOfTheInsideLeaves) {
  House house;
  house.from_pbx(pbx_invite("inside-call-2@pbx.corp.internal", "0912345678",
                            "User-Agent: Asterisk PBX inside\r\n"
                            "P-Asserted-Identity: <sip:201@pbx.corp.internal>\r\n"
                            "Diversion: <sip:300@10.0.0.99>;reason=no-answer;x=inside\r\n"
                            "Warning: 399 pbx.corp.internal \"inside\"\r\n"
                            "X-Internal: inside\r\nX-Passed: yes\r\n"
                            "Record-Route: <sip:10.0.0.7;lr>\r\n"));
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  for (const char* secret : {"inside", "10.0.0.", "corp.internal", "Asterisk", "X-Internal"})
    EXPECT_EQ(invite.text.find(secret), std::string::npos) << secret << " in\n" << invite.text;
  EXPECT_EQ(invite.header("P-Asserted-Identity"), "<sip:201@sbc.example.com>");
  EXPECT_EQ(invite.header("Diversion"), "<sip:300@sbc.example.com>;reason=no-answer");
  EXPECT_EQ(invite.header("X-Passed"), "yes");
}

TEST(Rfc3261_12_2_1_1, AckFollowsTheRouteSet_RequestUriIsThePrivateContact) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  const House::Sent ack = house.take_one(false);
  EXPECT_EQ(ack.start_line(), "ACK sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0");
  EXPECT_EQ(ack.header("Route"), "<sip:54.172.60.1:5061;transport=tls;r2=on;lr>");
  EXPECT_NE(ack.text.find("twnat=sip:192.0.2.10:5061"), std::string::npos);
}

TEST(Rfc3261_15, ByeOfEitherSide_EndsBothLegs) {
  for (const bool from_pbx : {true, false}) {
    Answered call;
    House& house = call.house;
    if (from_pbx)
      house.from_pbx(pbx_in_dialog("BYE", call.answer, 103));
    else
      house.from_trunk(trunk_in_dialog("BYE", call.invite, "trunktag", 29044));
    const auto sent = house.take_sent();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0].start_line(), "SIP/2.0 200 OK");
    EXPECT_EQ(sent[0].to_pbx(), from_pbx);
    EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
    EXPECT_EQ(sent[1].to_pbx(), !from_pbx);
    EXPECT_TRUE(house.at_rest());
  }
}

TEST(Rfc3261_9, CancelBeforeAnswer_FarLegIsCancelledAfterItsFirstProvisional) {
  House house;
  const std::string invite = pbx_invite();
  house.from_pbx(invite);
  house.take_sent();
  house.media_agrees();
  const House::Sent outgoing = house.take_one(false);
  std::string cancel = invite.substr(0, invite.find("Content-Type"));
  cancel.replace(0, 6, "CANCEL");
  cancel.replace(cancel.find("102 INVITE"), 10, "102 CANCEL");
  house.from_pbx(cancel + "Content-Length: 0\r\n\r\n");
  const auto answers = house.take_sent();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answers[1].start_line(), "SIP/2.0 487 Request Terminated");

  house.from_trunk(trunk_response(outgoing, 180, "t"));
  const House::Sent far = house.take_one(false);
  EXPECT_EQ(far.start_line().substr(0, 7), "CANCEL ");
  EXPECT_EQ(far.header("Via"), outgoing.header("Via"));
  house.from_trunk(trunk_response(far, 200, "t"));
  house.from_trunk(trunk_response(outgoing, 487, "t"));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_9, LateAnswerAfterCancel_AckAndBye) {
  House house;
  const std::string invite = pbx_invite();
  house.from_pbx(invite);
  house.take_sent();
  house.media_agrees();
  const House::Sent outgoing = house.take_one(false);
  house.from_trunk(trunk_response(outgoing, 180, "t"));
  std::string cancel = invite.substr(0, invite.find("Content-Type"));
  cancel.replace(0, 6, "CANCEL");
  cancel.replace(cancel.find("102 INVITE"), 10, "102 CANCEL");
  house.from_pbx(cancel + "Content-Length: 0\r\n\r\n");
  house.take_sent();
  house.from_trunk(trunk_response(outgoing, 200, "t", sdp("168.86.128.9")));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_22_3, ChallengeIsAnsweredOnTheSameTarget_PbxNeverSeesIt) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent first = house.take_one(false);
  const std::string challenge =
      "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"abc\",opaque=\"def\"\r\n";
  house.from_trunk(trunk_response(first, 407, "t1", {}, challenge));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  const House::Sent& second = sent[1];
  EXPECT_FALSE(second.to_pbx());
  EXPECT_EQ(second.flow.remote_address, first.flow.remote_address);
  const std::string credentials = second.header("Proxy-Authorization");
  for (const char* part :
       {"username=\"corp\"", "realm=\"sip.twilio.com\"", "opaque=\"def\"", "qop=auth", "nc=00000001"})
    EXPECT_NE(credentials.find(part), std::string::npos) << part << " in " << credentials;
  EXPECT_EQ(credentials.find("algorithm"), std::string::npos);
  EXPECT_NE(second.header("Via"), first.header("Via"));
  EXPECT_EQ(second.header("Call-ID"), first.header("Call-ID"));
  EXPECT_EQ(std::stoul(second.header("CSeq")), std::stoul(first.header("CSeq")) + 1);
  EXPECT_EQ(second.body(), first.body());

  house.from_trunk(trunk_response(second, 407, "t2", {}, challenge));
  const auto refused = house.take_sent();
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[1].start_line(), "SIP/2.0 403 Forbidden");
  EXPECT_EQ(std::count(house.log_events().begin(), house.log_events().end(), "auth.rejected"), 1);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_12_1, ForkedProvisionals_AreDistinctEarlyDialogsOnTheNearLeg) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(trunk_response(invite, 180, "fork1"));
  const House::Sent first = house.take_one(true);
  house.from_trunk(trunk_response(invite, 180, "fork2"));
  const House::Sent second = house.take_one(true);
  EXPECT_EQ(first.start_line(), "SIP/2.0 180 Ringing");
  EXPECT_NE(first.tag("To"), second.tag("To"));
  house.from_trunk(trunk_response(invite, 486, "fork2"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 486 Busy Here");
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, SecondTargetIsTried_WhenTheFirstGivesNoAnswerFor4Seconds) {
  House house;
  const proxy::Endpoint backup{*proxy::parse_ip("54.172.60.2"), 5061};
  house.core().on_peer_addresses(house.now(), House::second_trunk, {&backup, 1});
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent first = house.take_one(false);
  house.advance(4s);
  const House::Sent second = house.take_one(false);
  // RFC 3261 §8.2.2.2: the same CSeq would be a merged request to a UAS that both reach.
  EXPECT_GT(std::stoul(second.header("CSeq")), std::stoul(first.header("CSeq")));
  EXPECT_EQ(second.start_line(), "INVITE sip:+886912345678@backup.example.net;transport=tls SIP/2.0");
  house.from_trunk(trunk_response(second, 486, "t"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 486 Busy Here");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_14, HoldAndResumeOfEitherSide_PassThroughTheAnchor) {
  Answered call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("INVITE", call.answer, 103, sdp("10.0.0.5")));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  const House::Sent hold = house.take_one(false);
  EXPECT_EQ(hold.start_line(), "INVITE sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0");
  EXPECT_EQ(hold.tag("To"), "trunktag");
  house.from_trunk(trunk_response(hold, 200, "trunktag", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
  house.from_pbx(pbx_in_dialog("ACK", call.answer, 103));

  house.from_trunk(trunk_in_dialog("INVITE", call.invite, "trunktag", 500, sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).start_line(), "INVITE sip:201@10.0.0.5:5060 SIP/2.0");
}

TEST(Rfc3261_14_1, Glare_491) {
  Answered call;
  House& house = call.house;
  house.from_pbx(pbx_in_dialog("INVITE", call.answer, 103, sdp("10.0.0.5")));
  house.take_sent();
  house.from_trunk(trunk_in_dialog("INVITE", call.invite, "trunktag", 500, sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 491 Request Pending");
}

TEST(Rfc3261_13_3_1_4, NoAckForTheAnswer_BothLegsGetBye) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  house.media_agrees();
  house.take_sent();
  house.advance(33s);
  int byes = 0;
  for (const auto& one : house.take_sent()) byes += one.start_line().starts_with("BYE ") ? 1 : 0;
  EXPECT_GE(byes, 2);
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, MediaRefused_CallerGets488_NothingIsSentToTheTrunk) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_refuses(media::Refusal::no_audio);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 488 Not Acceptable Here");
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, AnswerWithoutSrtp_AckAndByeToTheTrunk_FailureToTheCaller) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.media_refuses(media::Refusal::srtp_required);
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 488 Not Acceptable Here");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, MediaTimeout_EndsBothLegs) {
  Answered call;
  call.house.media_event(media::EventKind::media_timeout);
  EXPECT_EQ(call.house.take_sent().size(), 2u);
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Call, NoRoute404_Draining503_RequiredExtension420) {
  House house;
  house.from_pbx(pbx_invite("a@b", "777"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 404 Not Found");
  house.from_pbx(pbx_invite("b@b", "0912345678", "Require: 100rel, join\r\n"));
  const auto extension = house.take_one(true);
  EXPECT_EQ(extension.start_line(), "SIP/2.0 420 Bad Extension");
  EXPECT_EQ(extension.header("Unsupported"), "join");
  house.core().drain(house.now());
  house.from_pbx(pbx_invite("c@b"));
  const auto draining = house.take_one(true);
  EXPECT_EQ(draining.start_line(), "SIP/2.0 503 Service Unavailable");
  EXPECT_FALSE(draining.header("Retry-After").empty());
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, OwnCallIdComingBackAsNewCall_482) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  House::Sent invite = house.take_one(false);
  house.from_trunk(invite.text);
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 482 Loop Detected");
}

TEST(Sealed, ChangedIdentifierInADialog_481_CountedAndTheCallGoesOn) {
  const auto flip = [](std::string text, const std::string& victim) {
    const std::size_t at = text.find(victim) + victim.size() / 2;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    return text;
  };
  Answered call;
  House& house = call.house;
  const std::string contact_user = call.invite.contact_uri().substr(4, call.invite.contact_uri().find('@') - 4);
  std::uint8_t kind = 0;
  for (const std::string& victim : {call.invite.header("Call-ID"), call.invite.tag("From"), contact_user}) {
    const auto index = kind == 2 ? 3u : kind;  // call_id, tag, branch, contact
    house.from_trunk(flip(trunk_in_dialog("BYE", call.invite, "trunktag", 600 + kind), victim));
    EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist") << victim;
    EXPECT_EQ(house.counters().value(metrics::Counter::sealed_refused, {index}), 1u) << index;
    ++kind;
  }
  EXPECT_EQ(house.core().gauges().calls, 1u);
  house.from_trunk(trunk_in_dialog("BYE", call.invite, "trunktag", 700));
  EXPECT_EQ(house.take_sent().front().start_line(), "SIP/2.0 200 OK");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_11, OptionsIsAnsweredHere) {
  House house;
  std::string options = pbx_invite();
  options = "OPTIONS" + options.substr(6, options.find("Content-Type") - 6) + "Content-Length: 0\r\n\r\n";
  options.replace(options.find("102 INVITE"), 10, "102 OPTIONS");
  house.from_pbx(options);
  const auto answer = house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_NE(answer.header("Allow").find("INVITE"), std::string::npos);
}

TEST(Rfc3261_21_4_1, MalformedRequestGets400_UnreadableOneSilence) {
  House house;
  std::string broken = pbx_invite();
  broken.replace(broken.find("102 INVITE"), 10, "9999999999 INVITE");
  house.from_pbx(broken);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 400 Bad Request");
  std::string tagged = pbx_invite();
  tagged.replace(tagged.find(";tag=inside-tag"), 15, ";tag=");
  tagged.insert(tagged.find("@10.0.0.2>\r\nCall-ID") + 10, ";tag=ours");
  house.from_pbx(tagged);
  EXPECT_EQ(house.take_one(true).tag("To"), "ours");
  house.from_pbx("INVITE sip:a@b SIP/2.0\r\n\r\n");
  house.from_pbx(std::string("\0\1\2\3", 4));
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Call, InboundFromTrunk_ReachesThePbx) {
  House house;
  house.from_trunk(
      "INVITE sip:+886212345678@sbc.example.com;transport=tls SIP/2.0\r\n"
      "Record-Route: <sip:54.172.60.1:5061;transport=tls;r2=on;lr>\r\n"
      "From: <sip:+1555@mytrunk.pstn.twilio.com:5060>;tag=out\r\n"
      "To: <sip:+886212345678@sbc.example.com;transport=tls>\r\n"
      "CSeq: 29044 INVITE\r\nMax-Forwards: 60\r\nCall-ID: 0123456789abcdef@0.0.0.0\r\n"
      "Via: SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKin\r\n"
      "Contact: <sip:+1555@172.25.1.2:5060;transport=udp>\r\n"
      "Content-Type: application/sdp\r\nContent-Length:   " +
      std::to_string(sdp("168.86.1.1").size()) + "\r\n\r\n" + sdp("168.86.1.1"));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  const House::Sent invite = house.take_one(true);
  EXPECT_EQ(invite.start_line(), "INVITE sip:+886212345678@10.0.0.5:5060 SIP/2.0");
  EXPECT_EQ(invite.header("From").substr(0, 20), "<sip:+1555@10.0.0.2>");
  EXPECT_EQ(invite.text.find("twilio"), std::string::npos);
}

}  // namespace
}  // namespace trunkgate::test
