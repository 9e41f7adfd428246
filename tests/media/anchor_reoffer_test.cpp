// SPDX-License-Identifier: Apache-2.0
#include "media/anchor.h"

#include <gtest/gtest.h>

#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

// A roll-over counter lost on re-INVITE is silence for good.
TEST(AnchorReoffer, NothingChanged_KeepsPortsKeysAndRollOverCounter) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const Told before_a = a.peer;
  const Told before_b = b.peer;
  for (std::uint32_t i = 65500; i < 65600; ++i) {  // both directions wrap
    ASSERT_TRUE(house.rtp(b, rtp_packet(static_cast<std::uint16_t>(i))).verdict.forward);
    ASSERT_FALSE(b.open(house.rtp(a, rtp_packet(static_cast<std::uint16_t>(i))).octets).empty());
  }
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(a.peer.rtp, before_a.rtp);
  EXPECT_EQ(b.peer.rtp, before_b.rtp);
  EXPECT_TRUE(b.peer.key == before_b.key);
  EXPECT_TRUE(house.rtp(b, rtp_packet(70)).verdict.forward);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(70)).octets), rtp_packet(70));
  EXPECT_EQ(house.ports.opened, 4U);
}

TEST(AnchorReoffer, FromTheOtherSide_KeepsThemToo) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const Told before = b.peer;
  ASSERT_TRUE(house.set_up(b, a, Side::b));
  EXPECT_EQ(b.peer.rtp, before.rtp);
  EXPECT_TRUE(b.peer.key == before.key);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
}

TEST(AnchorReoffer, FarSideRekeys_TheNewKeyIsTaken) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  Party old = secure_trunk();
  old.told("c=IN IP4 203.0.113.5\r\nm=audio " + std::to_string(b.peer.rtp.port) + " RTP/SAVP 0\r\n");
  b.use_key(key_of(usual_suite, 99));
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(house.rtp(old, rtp_packet(9)).verdict.reason, DropReason::srtp_auth);
  EXPECT_TRUE(house.rtp(b, rtp_packet(2)).verdict.forward);
}

TEST(AnchorReoffer, FarSideMoves_LatchFollowsAndTheOldAddressIsLocked) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  Party moved{second_trunk_rtp};
  ASSERT_TRUE(house.set_up(a, moved));
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.to, second_trunk_rtp);
  ASSERT_TRUE(house.rtp(moved, rtp_packet(2)).verdict.forward);
  EXPECT_EQ(house.rtp(b, rtp_packet(3)).verdict.reason, DropReason::locked);
}

TEST(AnchorReoffer, Cancelled_LeavesTheCallAsItWas) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  Party a_moved{{Address::v4(10, 0, 0, 99), 6000}};
  ASSERT_EQ(house.offer(Side::a, a_moved).kind, EventKind::sdp);
  (void)house.command(CommandKind::cancel_offer, Side::a);
  EXPECT_FALSE(house.replied);
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).verdict.to, phone_rtp);
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
  EXPECT_EQ(house.anchor->ports_in_use(), 4U);
  EXPECT_EQ(house.answer(Side::b, b).kind, EventKind::refused);  // the offer is closed
}

TEST(AnchorReoffer, Refused_LeavesTheCallAsItWas) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const Event event = house.command(CommandKind::offer, Side::a, "v=0\r\nnonsense");
  EXPECT_EQ(event.kind, EventKind::refused);
  EXPECT_EQ(event.reason, Refusal::malformed_sdp);
  EXPECT_TRUE(event.sdp.view().empty());
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
}

TEST(Rfc3264_8_4, HoldWithUnspecifiedAddress_StopsSendingAndResumeRelearns) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
  a.offer.rtp.address = Address::v4(0, 0, 0, 0);
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).verdict.reason, DropReason::no_target);
  a.offer.rtp = phone_rtp;
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(house.rtp(b, rtp_packet(2)).verdict.to, phone_rtp);
  const Endpoint through_nat{phone_rtp.address, 54321};
  EXPECT_TRUE(house.packet(a.peer.rtp, through_nat, rtp_packet(2)).verdict.forward);
  EXPECT_EQ(house.rtp(b, rtp_packet(3)).verdict.to, through_nat);
}

TEST(Rfc3264_8_4, HoldByDirection_KeepsPortsAndResumes) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  for (const char* direction : {"sendonly", "inactive", "sendrecv"}) {
    a.offer.direction = direction;
    ++a.offer.version;
    b.offer.direction = a.offer.direction == "sendonly" ? "recvonly" : a.offer.direction;
    ASSERT_TRUE(house.set_up(a, b)) << direction;
  }
  EXPECT_EQ(house.ports.opened, 4U);
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
}

TEST(AnchorTargets, OurOwnPort_IsNeverSentTo) {
  House house;
  Party a = phone();
  Party looping{{Address::v4(203, 0, 113, 5), 10006}};  // advertised by us
  ASSERT_TRUE(house.set_up(a, looping));
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.reason, DropReason::no_target);
  Party other{{Address::v4(10, 0, 0, 2), 20008}};  // bound by us in the other zone
  ASSERT_TRUE(house.set_up(a, other));
  EXPECT_EQ(house.rtp(a, rtp_packet(2)).verdict.reason, DropReason::no_target);
}

TEST(AnchorTargets, Multicast_IsNeverSentTo) {
  House house;
  Party a = phone();
  Party group{{Address::v4(224, 2, 17, 12), 12000}};
  if (!house.set_up(a, group)) return;  // refused outright is as good
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.reason, DropReason::no_target);
}

TEST(Rfc3261_13_2_1, ForkedAnswers_TheLatestWinsAndNoPortLeaks) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party first = secure_trunk(33);
  Party second{second_trunk_rtp, usual_suite, 44};
  const Event offered = house.offer(Side::a, a);
  ASSERT_EQ(offered.kind, EventKind::sdp);
  first.told(offered.sdp.view());
  second.told(offered.sdp.view());
  house.fork = 1;
  ASSERT_EQ(house.answer(Side::b, first).kind, EventKind::sdp);
  a.told(house.answer(Side::b, first).sdp.view());
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.to, trunk_rtp);
  house.fork = 2;
  const Event answered = house.answer(Side::b, second);
  ASSERT_EQ(answered.kind, EventKind::sdp);
  const Told before = a.peer;
  a.told(answered.sdp.view());
  EXPECT_EQ(a.peer.rtp, before.rtp);
  const auto to_second = house.rtp(a, rtp_packet(2));
  EXPECT_EQ(to_second.verdict.to, second_trunk_rtp);
  EXPECT_EQ(second.open(to_second.octets), rtp_packet(2));
  EXPECT_TRUE(house.rtp(second, rtp_packet(1)).verdict.forward);
  EXPECT_EQ(house.anchor->ports_in_use(), 4U);
  (void)house.command(CommandKind::remove);
  EXPECT_EQ(house.anchor->ports_in_use(), 0U);
}

TEST(Rfc3264_6_1, AnswerRenumbersTheEvent_DigitsAreRenumberedBothWays) {
  House house;
  Party a = phone();
  Party b = trunk();
  const Event offered = house.offer(Side::a, a);
  ASSERT_EQ(offered.kind, EventKind::sdp);
  b.told(offered.sdp.view());
  b.offer.telephone_event = 97;
  const Event answered = house.answer(Side::b, b);
  ASSERT_EQ(answered.kind, EventKind::sdp);
  a.told(answered.sdp.view());
  EXPECT_EQ(house.rtp(a, rtp_packet(1, 1, 101)).octets[1], 97);
  EXPECT_EQ(house.rtp(b, rtp_packet(1, 1, 97)).octets[1], 101);
  EXPECT_EQ(house.rtp(a, rtp_packet(2, 1, 0)).octets[1], 0);
}

}  // namespace
}  // namespace trunkgate::media
