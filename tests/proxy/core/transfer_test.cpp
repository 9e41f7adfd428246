// SPDX-License-Identifier: Apache-2.0
// Transfers: REFER (RFC 3515), its NOTIFYs (RFC 6665, RFC 3420), Replaces (RFC 3891).
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

const std::string takes_refer = "Allow: INVITE,ACK,CANCEL,BYE,REFER,NOTIFY,OPTIONS\r\n";

std::string refer_to(const std::string& uri) { return "Refer-To: <" + uri + ">\r\n"; }

/// A transfer that the trunk has accepted.
struct Accepted : StandingCall {
  House::Sent refer;

  Accepted() : StandingCall({}, takes_refer) {
    house.from_pbx(from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
    refer = house.take_one(false);
    house.from_trunk(trunk_response(refer, 202, "trunktag"));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 202 Accepted");
  }
  void notifies(int cseq, const std::string& state, const std::string& fragment, const std::string& event = "refer") {
    std::string notify =
        from_trunk("NOTIFY", cseq, fragment, "Event: " + event + "\r\nSubscription-State: " + state + "\r\n");
    if (!fragment.empty()) notify.replace(notify.find("application/sdp"), 15, "message/sipfrag");
    house.from_trunk(notify);
  }
};

TEST(Rfc3515_2_4, ReferOfThePbx_ReachesTheTrunkWithTheNumberOfTheRoutesAndTheHostOfThePeer) {
  const Accepted call;
  EXPECT_EQ(call.refer.start_line(), "REFER sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0");
  EXPECT_EQ(call.refer.header("Refer-To"), "<sip:+886987654321@mytrunk.pstn.twilio.com;transport=tls>");
  EXPECT_EQ(call.refer.header("Referred-By"), "\"Alice\" <sip:201@sbc.example.com>");
  EXPECT_EQ(call.refer.header("Route"), "<sip:54.172.60.1:5061;transport=tls;r2=on;lr>");
  EXPECT_EQ(call.refer.text.find("10.0.0."), std::string::npos);
}

TEST(Rfc3515_2_4_5, NotifyIsAnsweredHere_AndComesBackAsABareStatusLine) {
  Accepted call;
  call.notifies(500, "active;expires=60", "SIP/2.0 100 Trying\r\nContact: <sip:secret@172.25.1.2>\r\n");
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 200 OK");
  EXPECT_FALSE(sent[0].to_pbx());
  const auto& notify = sent[1];
  EXPECT_EQ(notify.start_line(), "NOTIFY sip:201@10.0.0.5:5060 SIP/2.0");
  EXPECT_EQ(notify.header("Event"), "refer");
  EXPECT_EQ(notify.header("Subscription-State"), "active;expires=60");
  EXPECT_EQ(notify.header("Content-Type"), "message/sipfrag;version=2.0");
  EXPECT_EQ(notify.body(), "SIP/2.0 100 Trying\r\n");
  call.house.from_pbx(pbx_response(notify, 200, {}));

  call.notifies(501, "active", "SIP/2.0 183 x\r\n", "refer;id=" + call.refer.header("CSeq").substr(0, 9));
  EXPECT_EQ(call.house.take_sent().back().header("Event"), "refer;id=103");
}

TEST(Rfc6665_4_1_3, ReasonOfATerminatedSubscription_CrossesWhenItIsAKnownOne) {
  Accepted known;
  known.notifies(500, "terminated;reason=Giveup", "SIP/2.0 486 Busy Here\r\n");
  EXPECT_EQ(known.house.take_sent().back().header("Subscription-State"), "terminated;reason=giveup");
  Accepted other;
  other.notifies(500, "terminated;reason=media.172.25.1.2", "SIP/2.0 486 Busy Here\r\n");
  EXPECT_EQ(other.house.take_sent().back().header("Subscription-State"), "terminated");
}

TEST(Rfc3515_2_4_7, TransferWentWell_WeHangUpWhenThePbxDoesNot) {
  Accepted call;
  call.notifies(500, "terminated;reason=noresource", "SIP/2.0 200 OK");
  EXPECT_EQ(call.house.take_sent().back().header("Subscription-State"), "terminated;reason=noresource");
  call.house.advance(499ms);
  EXPECT_EQ(call.count_sent("BYE"), 0);
  call.house.advance(2ms);
  EXPECT_EQ(call.count_sent("BYE"), 2);
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3515_2_4_7, ThePbxHangsUpItself_OneByeToTheTrunk) {
  Accepted call;
  call.notifies(500, "terminated", "SIP/2.0 200 OK");
  call.house.from_pbx(pbx_response(call.house.take_sent().back(), 200, {}));
  call.house.from_pbx(call.from_pbx("BYE", 104));
  EXPECT_EQ(call.count_sent("BYE"), 1);
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3261_15_1_2, TheCallEndsUnderAReferThatWaits_487) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 6), "REFER ");
  house.from_trunk(call.from_trunk("BYE", 29045));
  const auto sent = house.take_sent();
  const auto answer =
      std::find_if(sent.begin(), sent.end(), [](const House::Sent& one) { return one.header("CSeq") == "103 REFER"; });
  ASSERT_NE(answer, sent.end());
  EXPECT_EQ(answer->start_line(), "SIP/2.0 487 Request Terminated");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3515_2_4_7, TransferFailed_TheCallGoesOn) {
  Accepted call;
  call.notifies(500, "terminated", "SIP/2.0 486 Busy Here");
  EXPECT_EQ(call.house.take_sent().back().body(), "SIP/2.0 486 Busy Here\r\n");
  call.house.advance(1min);
  EXPECT_EQ(call.count_sent("BYE"), 0);
  call.notifies(501, "active", "SIP/2.0 200 OK");
  EXPECT_EQ(call.house.take_one(false).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist");
}

TEST(Rfc3261_8_2_1, PeerWithoutRefer_405AndItIsNotInAllow) {
  StandingCall call({}, "Allow: INVITE,ACK,CANCEL,BYE,OPTIONS\r\n");
  call.house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
  const auto refused = call.house.take_one(true);
  EXPECT_EQ(refused.start_line(), "SIP/2.0 405 Method Not Allowed");
  EXPECT_EQ(refused.header("Allow").find("REFER"), std::string::npos);
  EXPECT_EQ(call.answer.header("Allow").find("REFER"), std::string::npos);
  EXPECT_NE(StandingCall({}, takes_refer).answer.header("Allow").find("REFER"), std::string::npos);
}

TEST(Rfc3515_2_4_2, TargetThatCannotBe_IsRefusedHere) {
  StandingCall call({}, takes_refer);
  const auto status = [&](int cseq, const std::string& headers) {
    call.house.from_pbx(call.from_pbx("REFER", cseq, {}, headers));
    return call.house.take_one(true).start_line();
  };
  EXPECT_EQ(status(103, ""), "SIP/2.0 400 Bad Request");
  EXPECT_EQ(status(104, refer_to("sip:777@10.0.0.2")), "SIP/2.0 603 Decline");
  EXPECT_EQ(status(105, refer_to("http://example.com")), "SIP/2.0 400 Bad Request");
  EXPECT_EQ(status(106, refer_to("sip:0987654321@h?Replaces=a%40b%3Bto-tag%3Dx%3Bfrom-tag%3Dy")),
            "SIP/2.0 400 Bad Request");
  EXPECT_EQ(status(90, refer_to("sip:0987654321@10.0.0.2")), "SIP/2.0 500 Server Internal Error");
}

TEST(Rfc3515_2_4_2, FarSideRefusesOrIsSilent_ThePbxHearsIt) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
  house.from_trunk(trunk_response(house.take_one(false), 403, "trunktag"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 403 Forbidden");
  house.from_pbx(call.from_pbx("REFER", 104, {}, refer_to("sip:0987654321@10.0.0.2")));
  house.take_sent();
  house.from_pbx(call.from_pbx("REFER", 105, {}, refer_to("sip:0987654321@10.0.0.2")));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 491 Request Pending");
  EXPECT_EQ(house.core().gauges().calls, 1u);
  house.from_pbx(call.from_pbx("BYE", 106));
  house.take_sent();
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc4320_4_2, FarSideSays408ToARefer_ThePbxIsTold504) {
  StandingCall call({}, takes_refer);
  call.house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
  call.house.from_trunk(trunk_response(call.house.take_one(false), 408, "trunktag"));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 504 Server Time-out");
}

TEST(Rfc3261_22_3, ReferIsChallenged_TheSbcAnswers) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to("sip:0987654321@10.0.0.2")));
  const auto first = house.take_one(false);
  house.from_trunk(trunk_response(first, 407, "trunktag", {},
                                  "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"n\"\r\n"));
  const auto second = house.take_one(false);
  EXPECT_NE(second.header("Proxy-Authorization").find("username=\"corp\""), std::string::npos);
  EXPECT_EQ(second.header("Refer-To"), first.header("Refer-To"));
}

TEST(Rfc6665_4_1_3, NotifyThatNobodyAskedFor) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  house.from_trunk(call.from_trunk("NOTIFY", 500, {}, "Event: refer\r\nSubscription-State: active\r\n"));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist");
  house.from_trunk(call.from_trunk("NOTIFY", 501, {}, "Event: kpml\r\nSubscription-State: active\r\n"));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 489 Bad Event");
  house.from_trunk(call.from_trunk("NOTIFY", 502, {}, "Event: refer\r\n"));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 400 Bad Request");
}

TEST(Rfc3891_3, AttendedTransfer_ReplacesNamesTheOtherCallAsTheTrunkKnowsIt) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  // The PBX names this very call: its Call-ID, our tag, its own tag; the target is our Contact.
  const std::string replaces = call.answer.header("Call-ID") + "%3Bto-tag%3D" + call.answer.tag("To") +
                               "%3Bfrom-tag%3D" + call.answer.tag("From");
  house.from_pbx(call.from_pbx("REFER", 103, {}, refer_to(call.answer.contact_uri() + "?Replaces=" + replaces)));
  const auto refer = house.take_one(false);
  EXPECT_EQ(refer.header("Refer-To"),
            "<sip:+886912345678@172.25.1.2:5060;transport=udp?Replaces=" + call.invite.header("Call-ID") +
                "%3Bto-tag%3Dtrunktag%3Bfrom-tag%3D" + call.invite.tag("From") + ">");
}

TEST(Rfc3891_3, InviteWithReplaces_IsCarriedInTheNamesOfTheFarSide) {
  StandingCall call({}, takes_refer);
  House& house = call.house;
  const std::string replaces = "Replaces: " + call.answer.header("Call-ID") + ";to-tag=" + call.answer.tag("To") +
                               ";from-tag=" + call.answer.tag("From") + "\r\nRequire: replaces\r\n";
  house.from_pbx(pbx_invite("second@pbx", "0912345678", replaces));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  const auto invite = house.take_one(false);
  EXPECT_EQ(invite.header("Replaces"),
            call.invite.header("Call-ID") + ";to-tag=trunktag;from-tag=" + call.invite.tag("From"));
  EXPECT_EQ(invite.header("Require"), "replaces");
}

TEST(Rfc3891_3, InviteWithReplacesToOurContact_GoesToTheNumberBehindIt) {
  House house([](proxy::Config& config) {
    config.routes[0].match = "*";
    config.routes[0].strip = 0;
    config.routes[0].prefix = "";
  });
  house.from_pbx(pbx_invite("first@pbx", "+886912345678"));
  house.take_sent();
  house.media_agrees();
  const auto outgoing = house.take_one(false);
  house.from_trunk(trunk_response(outgoing, 200, "trunktag", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  const auto answer = house.take_one(true);
  std::string second = pbx_invite("second@pbx", "x",
                                  "Replaces: " + answer.header("Call-ID") + ";to-tag=" + answer.tag("To") +
                                      ";from-tag=" + answer.tag("From") + "\r\n");
  second.replace(second.find("sip:x@10.0.0.2"), 14, answer.contact_uri());
  house.from_pbx(second);
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(false).start_line(),
            "INVITE sip:+886912345678@mytrunk.pstn.twilio.com;transport=tls SIP/2.0");
}

TEST(Rfc3891_3, ReplacesOfAnUnknownCall_481) {
  House house;
  for (const char* replaces : {"other@pbx;to-tag=a;from-tag=b", "no tags", "x@y;to-tag=1"}) {
    house.from_pbx(
        pbx_invite("a-" + std::to_string(replaces[0]), "0912345678", "Replaces: " + std::string(replaces) + "\r\n"));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 481 Call/Transaction Does Not Exist") << replaces;
  }
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
