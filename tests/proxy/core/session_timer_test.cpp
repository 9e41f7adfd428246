// SPDX-License-Identifier: Apache-2.0
// Session timers, RFC 4028: each leg has its own, and nothing of one reaches the other.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

const std::string asterisk =
    "Supported: timer, replaces\r\nSession-Expires: 1800\r\nMin-SE: 90\r\nAllow: INVITE, UPDATE\r\n";
const std::string cucm =
    "Supported: timer,resource-priority,replaces\r\nMin-SE: 1800\r\nSession-Expires: 1800;refresher=uas\r\n"
    "Allow: INVITE, OPTIONS, INFO, BYE, CANCEL, ACK, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY\r\n";
const std::string chan_sip_waits =
    "Supported: timer\r\nSession-Expires: 1800;refresher=uas\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE\r\n";

bool logged(const House& house, const char* event) {
  return std::count(house.log_events().begin(), house.log_events().end(), event) > 0;
}

TEST(Rfc4028_9, CallerWithTimer_GetsItIn200_TheTrunkSeesNothingOfIt) {
  StandingCall call(asterisk);
  EXPECT_EQ(call.answer.header("Session-Expires"), "1800;refresher=uac");
  EXPECT_EQ(call.answer.header("Require"), "timer");
  EXPECT_EQ(call.invite.header("Session-Expires"), "");
  EXPECT_EQ(call.invite.header("Min-SE"), "");
  EXPECT_EQ(call.invite.header("Require"), "");
}

TEST(Rfc4028_9, CallerWithoutTimer_GetsNone) {
  StandingCall call;
  EXPECT_EQ(call.answer.header("Session-Expires"), "");
  EXPECT_EQ(call.answer.header("Require"), "");

  call.house.advance(2h);
  EXPECT_EQ(call.count_sent("BYE"), 0);  // and no step of the set-up has left its deadline behind
  EXPECT_EQ(call.house.core().gauges().timers, 0u);
}

TEST(Rfc4028_6, IntervalBelow90Seconds_422WithMinSe) {
  House house;
  house.from_pbx(pbx_invite("a@b", "0912345678", "Supported: timer\r\nSession-Expires: 60\r\n"));
  const auto refused = house.take_one(true);
  EXPECT_EQ(refused.start_line(), "SIP/2.0 422 Session Interval Too Small");
  EXPECT_EQ(refused.header("Min-SE"), "90");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc4028_9, SessionExpiresThatACarrierLeftBehind_IsPassedOver) {
  House house;
  house.from_trunk(trunk_invite("Session-Expires: 60\r\nMin-SE: 120\r\n"));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  const auto invite = house.take_one(true);
  EXPECT_EQ(invite.header("Session-Expires") + invite.header("Min-SE"), "");
  house.from_pbx(pbx_response(invite, 200, "p", sdp("10.0.0.5")));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(false).header("Session-Expires"), "");
}

TEST(Rfc4028_10, NobodyRefreshes_ByeToBothLegsBeforeTheEnd_AndALogLine) {
  StandingCall call(asterisk);
  call.house.advance(1767s);
  EXPECT_EQ(call.count_sent("BYE"), 0);
  call.house.advance(1s + 10ms);
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "BYE ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_NE(sent[0].to_pbx(), sent[1].to_pbx());
  EXPECT_TRUE(logged(call.house, "session.expired"));
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc4028_9, RefreshOfThePeer_ByReinviteOrUpdate_IsAnsweredHere_AndArmsAgain) {
  StandingCall call(asterisk);
  House& house = call.house;
  house.advance(900s);
  house.from_pbx(call.from_pbx("INVITE", 103, sdp("10.0.0.5"), asterisk));
  const auto refreshed = house.take_one(true);
  EXPECT_EQ(refreshed.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(refreshed.header("Session-Expires"), "1800;refresher=uac");
  EXPECT_EQ(refreshed.body(), call.answer.body());
  house.from_pbx(call.from_pbx("ACK", 103));
  house.advance(900s);
  house.from_pbx(call.from_pbx("UPDATE", 104, {}, "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n"));
  const auto updated = house.take_one(true);
  EXPECT_EQ(updated.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(updated.header("Session-Expires"), "1800;refresher=uac");
  EXPECT_NE(updated.contact_uri(), "");
  EXPECT_TRUE(house.media_commands().empty());
  house.advance(1767s);
  EXPECT_TRUE(house.take_sent().empty());
  house.advance(1s + 10ms);
  EXPECT_EQ(call.count_sent("BYE"), 2);
}

TEST(Rfc4028_7_4, WeRefresh_WithUpdateAtHalfTheInterval) {
  StandingCall call(cucm);
  House& house = call.house;
  EXPECT_EQ(call.answer.header("Session-Expires"), "1800;refresher=uas");
  for (int round = 0; round < 3; ++round) {
    house.advance(899s);
    EXPECT_TRUE(house.take_sent().empty());
    house.advance(1s + 10ms);
    const auto update = house.take_one(true);
    EXPECT_EQ(update.start_line(), "UPDATE sip:201@10.0.0.5:5060 SIP/2.0");
    EXPECT_EQ(update.header("Session-Expires"), "1800;refresher=uac");
    EXPECT_EQ(update.body(), "");
    EXPECT_NE(update.contact_uri(), "");
    house.from_pbx(pbx_response(update, 200, {}, {}, "Require: timer\r\nSession-Expires: 1800;refresher=uac\r\n"));
    EXPECT_TRUE(house.take_sent().empty());
  }
}

TEST(Rfc4028_10, OurRefreshIsNotAnswered_ByeToBothLegs) {
  StandingCall call(cucm);
  call.house.advance(900s + 10ms);
  EXPECT_EQ(call.count_sent("UPDATE"), 1);
  call.house.advance(32s - 10ms);
  EXPECT_EQ(call.count_sent("BYE"), 2);
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3261_8_1_3_1, OurRefreshIsLostWithItsConnection_SentAgainOverANewOne) {
  for (const std::string allow : {"INVITE, UPDATE", "INVITE, BYE"}) {
    StandingCall call({}, "Require: timer\r\nSession-Expires: 1800;refresher=uac\r\nAllow: " + allow + "\r\n");
    House& house = call.house;
    house.advance(900s + 10ms);
    const auto lost = house.take_one(false);
    EXPECT_EQ(lost.header("Session-Expires"), "1800;refresher=uac") << allow;
    ASSERT_TRUE(lost.flow.is_connection());
    house.core().on_flow_failed(house.now(), lost.flow);
    EXPECT_TRUE(house.take_sent().empty());
    house.advance(2s + 10ms);
    const auto again = house.take_one(false);
    EXPECT_EQ(again.start_line(), lost.start_line());
    EXPECT_TRUE(again.flow.is_dial());
    EXPECT_GT(std::stoul(again.header("CSeq")), std::stoul(lost.header("CSeq")));
  }
}

TEST(Rfc3261_14_1, OurRefreshMeets491_IsSentAgainWithinTwoSeconds) {
  StandingCall call(cucm);  // the Call-ID of this leg is the PBX's
  House& house = call.house;
  house.advance(900s + 10ms);
  house.from_pbx(pbx_response(house.take_one(true), 491, {}));
  house.advance(2s);
  const auto sent = house.take_sent();
  ASSERT_FALSE(sent.empty());
  EXPECT_EQ(sent[0].start_line().substr(0, 7), "UPDATE ");
}

TEST(Rfc4028_7_4, PeerWithoutUpdate_GetsAReinviteWithTheUnchangedSdp) {
  StandingCall call(chan_sip_waits);
  House& house = call.house;
  house.advance(900s + 10ms);
  const auto reinvite = house.take_one(true);
  EXPECT_EQ(reinvite.start_line(), "INVITE sip:201@10.0.0.5:5060 SIP/2.0");
  EXPECT_EQ(reinvite.body(), call.answer.body());
  EXPECT_EQ(reinvite.header("Session-Expires"), "1800;refresher=uac");
  house.from_pbx(pbx_response(reinvite, 200, {}, sdp("10.0.0.5"), "Session-Expires: 1800;refresher=uac\r\n"));
  const auto ack = house.take_one(true);
  EXPECT_EQ(ack.start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(ack.header("CSeq").substr(0, ack.header("CSeq").find(' ')),
            reinvite.header("CSeq").substr(0, reinvite.header("CSeq").find(' ')));
  EXPECT_TRUE(house.media_commands().empty());
  house.advance(898s);
  EXPECT_TRUE(house.take_sent().empty());
  house.from_trunk(call.from_trunk("BYE", 29045));
  EXPECT_EQ(house.take_sent().size(), 2u);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc4028_7_4, AnUpdateStartsTheTimerOfACallWithoutOne_PeerWithoutUpdateGetsTheSdpThatItHas) {
  StandingCall call;
  House& house = call.house;
  house.from_pbx(call.from_pbx("UPDATE", 103, {}, chan_sip_waits));
  EXPECT_EQ(house.take_one(true).header("Session-Expires"), "1800;refresher=uas");
  house.advance(900s + 10ms);
  const auto reinvite = house.take_one(true);
  EXPECT_EQ(reinvite.start_line().substr(0, 7), "INVITE ");
  EXPECT_EQ(reinvite.body(), call.answer.body());
}

TEST(Rfc4028_7_4, UpdateRefusedWith405_ReinviteInstead) {
  StandingCall call(cucm);
  House& house = call.house;
  house.advance(900s + 10ms);
  house.from_pbx(pbx_response(house.take_one(true), 405, {}));
  EXPECT_EQ(house.take_one(true).start_line().substr(0, 7), "INVITE ");
}

TEST(Rfc4028_7_3, OurInviteMeets422_TriedOnceWithTheLargerInterval) {
  House house;
  // The PBX is known to have timers since it placed a call.
  house.from_pbx(pbx_invite("first@pbx", "777", "Supported: timer\r\n"));
  house.take_sent();
  house.from_pbx(pbx_invite("second@pbx", "0912345678", "Supported: timer\r\n"));
  house.media_agrees();
  house.take_sent();

  house.from_trunk(trunk_invite());
  house.take_sent();
  house.media_agrees();
  const auto first = house.take_one(true);
  EXPECT_EQ(first.header("Session-Expires"), "1800");
  house.from_pbx(pbx_response(first, 422, "t", {}, "Min-SE: 3600\r\n"));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line(), first.start_line());
  EXPECT_EQ(sent[1].header("Session-Expires"), "3600");
  EXPECT_EQ(sent[1].header("Min-SE"), "3600");
  EXPECT_EQ(sent[1].body(), first.body());
  house.from_pbx(pbx_response(sent[1], 422, "t", {}, "Min-SE: 7200\r\n"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 500 Server Internal Error");
}

TEST(Rfc4028_7_2, CalledSideWantsATimer_ItRunsOnThatLegAlone) {
  InboundCall call(
      "Supported: timer\r\nRequire: timer\r\nSession-Expires: 1800;refresher=uas\r\nAllow: INVITE, UPDATE\r\n");
  EXPECT_EQ(call.answer.header("Session-Expires"), "");
  EXPECT_EQ(call.answer.header("Require"), "");
  call.house.advance(1768s + 10ms);
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(logged(call.house, "session.expired"));
}

TEST(Rfc4028_9, ReinviteThatChangesTheMedia_CrossesWithoutItsTimer) {
  StandingCall call(asterisk);
  House& house = call.house;
  house.from_pbx(call.from_pbx("INVITE", 103, sdp("10.0.0.9"), asterisk));
  house.take_sent();
  house.media_agrees();
  const auto hold = house.take_one(false);
  EXPECT_EQ(hold.start_line().substr(0, 7), "INVITE ");
  EXPECT_EQ(hold.header("Session-Expires"), "");
  EXPECT_EQ(hold.header("Min-SE"), "");
  house.from_trunk(trunk_response(hold, 200, "trunktag", sdp("168.86.128.9")));
  house.media_agrees();
  EXPECT_EQ(house.take_sent().back().header("Session-Expires"), "1800;refresher=uac");
}

}  // namespace
}  // namespace trunkgate::test
