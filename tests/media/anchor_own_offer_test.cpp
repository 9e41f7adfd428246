// SPDX-License-Identifier: Apache-2.0
// An offer of our own, for a side that brings none.
#include <gtest/gtest.h>

#include "media/anchor.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

/// Side a asks, b answers, a answers; each is told what we say. True when all three went well.
bool set_up_by_own_offer(House& house, Party& a, Party& b, std::string* to_b = nullptr, std::string* to_a = nullptr) {
  const Event offered = house.command(CommandKind::offer, Side::a);
  if (offered.kind != EventKind::sdp) return false;
  if (to_b != nullptr) *to_b = offered.sdp.view();
  b.told(offered.sdp.view());
  const Event passed_on = house.answer(Side::b, b);
  if (passed_on.kind != EventKind::sdp) return false;
  if (to_a != nullptr) *to_a = passed_on.sdp.view();
  a.told(passed_on.sdp.view());
  const Event done = house.answer(Side::a, a);
  return done.kind == EventKind::sdp && done.sdp.view().empty();
}

TEST(Rfc3261_13_2_1, OwnOffer_PcmuPcmaAndEvents_RelaysBothWaysOnceBothHaveAnswered) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  std::string to_b;
  std::string to_a;
  ASSERT_TRUE(set_up_by_own_offer(house, a, b, &to_b, &to_a));
  EXPECT_NE(to_b.find("m=audio 1"), std::string::npos);
  EXPECT_NE(to_b.find("RTP/SAVP 0 8 101\r\n"), std::string::npos) << to_b;
  EXPECT_NE(to_b.find("a=sendrecv"), std::string::npos);
  EXPECT_EQ(to_b.find("192.0.2."), std::string::npos) << to_b;
  EXPECT_NE(to_a.find("RTP/AVP 0 101\r\n"), std::string::npos) << to_a;
  EXPECT_EQ(to_a.find("crypto"), std::string::npos) << to_a;
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).octets, rtp_packet(1));
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
}

TEST(Rfc3261_13_2_1, OwnOffer_NothingIsRelayedBeforeTheSecondAnswer) {
  House house;
  Party a = phone();
  Party b = trunk();
  b.told(house.command(CommandKind::offer, Side::a).sdp.view());
  a.told(house.answer(Side::b, b).sdp.view());
  EXPECT_FALSE(house.rtp(b, rtp_packet(1)).verdict.forward);
}

TEST(Rfc3261_13_2_1, OwnReoffer_KeepsPortsAndKeys_AndFollowsTheNewAddress) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  const Told before = b.peer;
  Party music{Endpoint{Address::v4(10, 0, 0, 77), 24000}};
  ASSERT_TRUE(set_up_by_own_offer(house, music, b));
  EXPECT_EQ(b.peer.rtp, before.rtp);
  EXPECT_TRUE(b.peer.key == before.key);
  EXPECT_EQ(b.open(house.rtp(music, rtp_packet(1)).octets), rtp_packet(1));
  const auto heard = house.rtp(b, rtp_packet(2));
  ASSERT_TRUE(heard.verdict.forward);
  EXPECT_EQ(heard.verdict.to, (Endpoint{Address::v4(10, 0, 0, 77), 24000}));
}

TEST(Rfc3261_13_2_1, OwnReofferThatIsRefused_LeavesTheSessionAsItWas) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_EQ(house.command(CommandKind::offer, Side::a).kind, EventKind::sdp);
  house.command(CommandKind::cancel_offer, Side::a);
  EXPECT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
  Party again = phone();
  EXPECT_TRUE(house.set_up(again, b));
}

TEST(Rfc3261_13_2_1, OwnOfferFromTheOtherSide) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  a.told(house.command(CommandKind::offer, Side::b).sdp.view());
  b.told(house.answer(Side::a, a).sdp.view());
  ASSERT_EQ(house.answer(Side::b, b).kind, EventKind::sdp);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(5)).octets), rtp_packet(5));
}

TEST(Rfc3264_6, AnswerToOurOfferWithoutAudio_Refused) {
  House house;
  Party b = trunk();
  ASSERT_EQ(house.command(CommandKind::offer, Side::a).kind, EventKind::sdp);
  b.offer.rtp.port = 0;
  EXPECT_EQ(house.answer(Side::b, b).reason, Refusal::no_audio);
}

}  // namespace
}  // namespace trunkgate::media
