// SPDX-License-Identifier: Apache-2.0
// Delayed offer (RFC 3261 §13.2.1), as CUCM makes it: an INVITE without SDP, the offer in our 2xx, the answer in the
// ACK.
#include <gtest/gtest.h>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;
using media::CommandKind;
using media::Side;

std::string without_sdp(const std::string& invite) {
  return invite.substr(0, invite.find("Content-Type")) + "Content-Length: 0\r\n\r\n";
}

TEST(Rfc3261_13_2_1, TrunkGetsAnOfferOfOurs_ThePbxGetsItsOfferIn200_ItsAnswerIsInTheAck) {
  House house;
  house.from_pbx(without_sdp(pbx_invite()));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::offer);
  EXPECT_EQ(house.media_commands()[0].from, Side::a);
  EXPECT_TRUE(house.media_commands()[0].sdp.view().empty());
  house.media_agrees();
  const auto outgoing = house.take_one(false);
  EXPECT_EQ(outgoing.body(), sdp("203.0.113.5"));

  house.from_trunk(trunk_response(outgoing, 183, "t", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(true).body(), "");  // an unreliable 18x holds no offer
  house.from_trunk(trunk_response(outgoing, 200, "t", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::answer);
  house.media_agrees();
  const auto answer = house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.body(), sdp("10.0.0.2"));

  house.from_pbx(pbx_in_dialog("ACK", answer, 102, sdp("10.0.0.5")));
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::answer);
  EXPECT_EQ(house.media_commands()[0].from, Side::a);
  house.media_agrees();
  EXPECT_TRUE(house.take_sent().empty());
  house.advance(10min);
  EXPECT_TRUE(house.take_sent().empty());
  house.from_pbx(pbx_in_dialog("BYE", answer, 103));
  EXPECT_EQ(house.take_sent().size(), 2u);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_13_2_1, AckWithoutAnAnswer_EndsTheCall) {
  House house;
  house.from_pbx(without_sdp(pbx_invite()));
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  house.from_pbx(pbx_in_dialog("ACK", house.take_one(true), 102));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "BYE ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_14_1, OfferlessReinvite_MusicOnHold_TheTrunkGetsAnOfferOfOurs) {
  StandingCall call;
  House& house = call.house;
  for (int cseq = 103; cseq < 105; ++cseq) {
    house.from_pbx(call.from_pbx("INVITE", cseq));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
    ASSERT_EQ(house.media_commands().size(), 1u);
    EXPECT_TRUE(house.media_commands()[0].sdp.view().empty());
    house.media_agrees();
    const auto reinvite = house.take_one(false);
    EXPECT_EQ(reinvite.body(), sdp("203.0.113.5"));
    house.from_trunk(trunk_response(reinvite, 200, "trunktag", sdp("168.86.128.9")));
    EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
    house.media_agrees();
    EXPECT_EQ(house.take_one(true).body(), sdp("10.0.0.2"));
    house.from_pbx(call.from_pbx("ACK", cseq, sdp("10.0.0.77")));
    house.media_agrees();
    EXPECT_TRUE(house.take_sent().empty());
  }
  house.advance(10min);
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Rfc3261_14_1, OfferlessReinviteThatTheTrunkRefuses_TheCallGoesOn) {
  StandingCall call;
  House& house = call.house;
  for (int cseq = 103; cseq < 105; ++cseq) {
    house.from_pbx(call.from_pbx("INVITE", cseq));
    house.take_sent();
    house.media_agrees();
    house.from_trunk(trunk_response(house.take_one(false), 488, "trunktag"));
    EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  }
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

TEST(Rfc3262_5, CallerThatDemands100rel_GetsNo18xWithoutTheOffer) {
  House house;
  house.from_pbx(without_sdp(pbx_invite("a@b", "0912345678", "Require: 100rel\r\n")));
  house.take_sent();
  house.media_agrees();
  const auto outgoing = house.take_one(false);
  house.from_trunk(trunk_response(outgoing, 180, "t"));
  EXPECT_TRUE(house.take_sent().empty());
  house.from_trunk(trunk_response(outgoing, 200, "t", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
}

/// All targets of the route take an INVITE without SDP.
void delayed_offers_welcome(proxy::Config& config) {
  for (const std::uint16_t peer : {House::trunk, House::second_trunk}) config.peers[peer].delayed_offer = true;
}

TEST(Rfc3261_13_2_1, OneTargetOfTheRouteTakesNoDelayedOffer_NoneGetsOne) {
  House house([](proxy::Config& config) { config.peers[House::trunk].delayed_offer = true; });
  house.from_pbx(without_sdp(pbx_invite()));
  house.take_sent();
  house.media_agrees();
  EXPECT_FALSE(house.take_one(false).body().empty()) << "failover would bring the empty INVITE to the second";
}

TEST(Rfc3261_13_2_1, PeerThatTakesDelayedOffers_GetsTheInviteAsItCame_AnswerTravelsInTheAck) {
  House house(delayed_offers_welcome);
  house.from_pbx(without_sdp(pbx_invite()));
  auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  const House::Sent outgoing = sent[1];
  EXPECT_TRUE(outgoing.body().empty());
  house.from_trunk(trunk_response(outgoing, 200, "t", sdp("168.86.128.9")));
  EXPECT_TRUE(house.take_sent().empty());
  house.media_agrees();
  const House::Sent answer = house.take_one(true);
  EXPECT_FALSE(answer.body().empty());
  house.from_pbx(pbx_in_dialog("ACK", answer, 102, sdp("10.0.0.5")));
  house.media_agrees();
  const House::Sent ack = house.take_one(false);
  EXPECT_EQ(ack.start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(ack.body(), sdp("203.0.113.5"));
}

// The called side, or the caller, has a timer, leaves the refresh to us, and takes no UPDATE.
constexpr const char* timer_without_update = "Supported: timer\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE\r\n";

TEST(Rfc4028_7_4, SessionOfADelayedOffer_WeRefreshWithOurAnswerFromTheAck) {
  House house(delayed_offers_welcome);
  house.from_pbx(without_sdp(pbx_invite()));
  const House::Sent outgoing = house.take_sent().at(1);
  house.from_trunk(trunk_response(outgoing, 200, "t", sdp("168.86.128.9"),
                                  std::string(timer_without_update) + "Session-Expires: 90;refresher=uac\r\n"));
  house.media_agrees();
  house.from_pbx(pbx_in_dialog("ACK", house.take_one(true), 102, sdp("10.0.0.5")));
  house.media_agrees();
  house.take_sent();
  house.advance(45s + 10ms);
  const auto refresh = house.take_one(false);
  EXPECT_EQ(refresh.start_line().substr(0, 7), "INVITE ");
  EXPECT_EQ(refresh.body(), sdp("203.0.113.5"));
}

TEST(Rfc4028_7_4, CallerWithADelayedOffer_WeRefreshWithOurOfferFromThe200_AndKnowItsAnswerAgain) {
  House house;
  house.from_pbx(without_sdp(pbx_invite("a@pbx.corp.internal", "0912345678",
                                        std::string(timer_without_update) + "Session-Expires: 90;refresher=uas\r\n")));
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.9")));
  house.media_agrees();
  const House::Sent answer = house.take_sent().at(1);
  house.from_pbx(pbx_in_dialog("ACK", answer, 102, sdp("10.0.0.5")));
  house.media_agrees();
  house.advance(45s + 10ms);
  const auto refresh = house.take_one(true);
  EXPECT_EQ(refresh.start_line().substr(0, 7), "INVITE ");
  EXPECT_EQ(refresh.body(), answer.body());
  house.from_pbx(pbx_response(refresh, 200, {}, sdp("10.0.0.5"), "Session-Expires: 90;refresher=uac\r\n"));
  house.take_sent();
  house.from_pbx(pbx_in_dialog("INVITE", answer, 103, sdp("10.0.0.5"), timer_without_update));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK") << "the SDP that its ACK brought is nothing new";
}

}  // namespace
}  // namespace trunkgate::test
