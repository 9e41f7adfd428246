// SPDX-License-Identifier: Apache-2.0
// UPDATE, RFC 3311: it ends on its leg; an offer in it goes on as a re-INVITE.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3311_5_2, WithoutSdp_IsAnsweredHere) {
  StandingCall call;
  call.house.from_pbx(call.from_pbx("UPDATE", 103, {}, "P-Asserted-Identity: <sip:300@pbx.corp.internal>\r\n"));
  const auto answer = call.house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.body(), "");
  EXPECT_NE(answer.header("Allow").find("UPDATE"), std::string::npos);
  EXPECT_EQ(answer.contact_uri(), call.answer.contact_uri());
}

TEST(Rfc3311_5_2, Offer_GoesOnAsReinvite_ItsAnswerIsTheUpdates) {
  StandingCall call;
  House& house = call.house;
  for (int cseq = 103; cseq < 105; ++cseq) {
    house.from_pbx(call.from_pbx("UPDATE", cseq, sdp("10.0.0.5")));
    EXPECT_TRUE(house.take_sent().empty());
    house.media_agrees();
    const auto reinvite = house.take_one(false);
    EXPECT_EQ(reinvite.start_line(), "INVITE sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0");
    EXPECT_EQ(reinvite.body(), sdp("203.0.113.5"));
    house.from_trunk(trunk_response(reinvite, 200, "trunktag", sdp("168.86.128.9")));
    EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
    house.media_agrees();
    const auto answer = house.take_one(true);
    EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
    EXPECT_EQ(answer.header("CSeq"), std::to_string(cseq) + " UPDATE");
    EXPECT_EQ(answer.body(), sdp("10.0.0.2"));
  }
  house.advance(5min);
  EXPECT_EQ(call.count_sent("BYE"), 0);
}

TEST(Rfc3311_5_2, OfferThatTheFarSideRefuses_IsRefusedTheSame) {
  StandingCall call;
  House& house = call.house;
  house.from_pbx(call.from_pbx("UPDATE", 103, sdp("10.0.0.5")));
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 488, "trunktag"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

TEST(Rfc4320_4_2, FarSideSays408ToTheReinvite_TheUpdateIsTold504) {
  StandingCall call;
  call.house.from_pbx(call.from_pbx("UPDATE", 103, sdp("10.0.0.6")));
  call.house.media_agrees();
  call.house.from_trunk(trunk_response(call.house.take_one(false), 408, "trunktag"));
  const auto sent = call.house.take_sent();
  EXPECT_TRUE(std::ranges::any_of(
      sent, [](const auto& one) { return one.to_pbx() && one.start_line() == "SIP/2.0 504 Server Time-out"; }));
  EXPECT_TRUE(call.house.at_rest());
}

TEST(Rfc3311_5_2, Glare_491AndOverlap500) {
  StandingCall call;
  House& house = call.house;
  house.from_trunk(call.from_trunk("INVITE", 500, sdp("168.86.128.9")));
  house.take_sent();
  house.from_pbx(call.from_pbx("UPDATE", 103, sdp("10.0.0.5")));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 491 Request Pending");
  house.from_trunk(call.from_trunk("UPDATE", 501, sdp("168.86.128.9")));
  const auto overlap = house.take_one(false);
  EXPECT_EQ(overlap.start_line(), "SIP/2.0 500 Server Internal Error");
  EXPECT_LE(std::stoi(overlap.header("Retry-After")), 10);
  house.from_pbx(call.from_pbx("UPDATE", 104));  // no offer, no glare
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
}

TEST(Rfc3311_5_2, OfferWhileTheInvitesOwnIsOpen_500AndRetryAfter) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 180, "trunktag"));
  const auto ringing = house.take_one(true);
  house.from_pbx(pbx_in_dialog("UPDATE", ringing, 103, sdp("10.0.0.5")));
  const auto refusal = house.take_one(true);
  EXPECT_EQ(refusal.start_line(), "SIP/2.0 500 Server Internal Error");
  EXPECT_LE(std::stoi(refusal.header("Retry-After")), 10);
  house.from_pbx(pbx_in_dialog("UPDATE", ringing, 104));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
}

TEST(Rfc3311_5_2, FarSideGivesNoAnswer_TheUpdateFailsBeforeItsTimerF) {
  for (const bool tries : {false, true}) {
    StandingCall call;
    House& house = call.house;
    house.from_pbx(call.from_pbx("UPDATE", 103, sdp("10.0.0.5")));
    house.media_agrees();
    const auto reinvite = house.take_one(false);
    if (tries) house.from_trunk(trunk_response(reinvite, 100, {}));
    house.advance(20s + 10ms);
    const auto sent = house.take_sent();
    ASSERT_FALSE(sent.empty()) << tries;
    EXPECT_EQ(sent[0].start_line(), "SIP/2.0 504 Server Time-out");
    EXPECT_TRUE(house.at_rest());
  }
}

}  // namespace
}  // namespace trunkgate::test
