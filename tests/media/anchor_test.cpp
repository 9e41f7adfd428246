// SPDX-License-Identifier: Apache-2.0
#include "media/anchor.h"

#include <gtest/gtest.h>

#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

TEST(AnchorCall, OfferAndAnswer_NameOurAddressOfEachZone) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(b.peer.rtp.address, Address::v4(203, 0, 113, 5));  // advertised, not bound
  EXPECT_EQ(a.peer.rtp.address, Address::v4(10, 0, 0, 2));
  EXPECT_EQ(a.peer.rtp.port % 2, 0);
  EXPECT_EQ(b.peer.rtp.port % 2, 0);
  EXPECT_EQ(house.anchor->ports_in_use(), 4U);
}

TEST(AnchorCall, RepliesCarrySessionAndCookie) {
  House house;
  const Event event = house.offer(Side::a, phone());
  EXPECT_TRUE(house.replied);
  EXPECT_EQ(event.kind, EventKind::sdp);
  EXPECT_EQ(event.session, House::id);
  EXPECT_EQ(event.cookie, house.cookie);
}

TEST(AnchorCall, RtpAndRtcp_PassBothWays) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const auto to_b = house.rtp(a, rtp_packet(1));
  EXPECT_EQ(to_b.octets, rtp_packet(1));
  EXPECT_EQ(to_b.verdict.to, trunk_rtp);
  EXPECT_EQ(to_b.via, (Endpoint{Address::v4(192, 0, 2, 10), b.peer.rtp.port}));
  const auto to_a = house.rtp(b, rtp_packet(2));
  EXPECT_EQ(to_a.octets, rtp_packet(2));
  EXPECT_EQ(to_a.verdict.to, phone_rtp);
  EXPECT_EQ(house.rtcp(a, rtcp_packet()).verdict.to, House::above(trunk_rtp));
  EXPECT_EQ(house.rtcp(b, rtcp_packet()).verdict.to, House::above(phone_rtp));
}

TEST(AnchorCall, OfferFromSideB_WorksAsWell) {  // delayed offer: it comes in the 200
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(b, a, Side::b));
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).octets, rtp_packet(1));
}

TEST(AnchorSrtp, PlainInsideSealedOutside_ContentIsEqual) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(b.peer.suite);
  EXPECT_FALSE(a.peer.suite);
  const auto to_b = house.rtp(a, rtp_packet(1));
  ASSERT_TRUE(to_b.verdict.forward);
  EXPECT_NE(to_b.octets, rtp_packet(1));
  EXPECT_EQ(b.open(to_b.octets), rtp_packet(1));
  EXPECT_EQ(house.rtp(b, rtp_packet(7)).octets, rtp_packet(7));
  EXPECT_EQ(b.open(house.rtcp(a, rtcp_packet()).octets, true), rtcp_packet());
  EXPECT_EQ(house.rtcp(b, rtcp_packet()).octets, rtcp_packet());
}

TEST(AnchorSrtp, BeforeTheAnswer_NothingLeavesInTheClear) {
  House house{SrtpPolicy::required};
  Party a = phone();
  const Event offered = house.offer(Side::a, a);
  ASSERT_EQ(offered.kind, EventKind::sdp);
  const Endpoint outside = read_told(offered.sdp.view()).rtp;
  EXPECT_EQ(house.packet(outside, trunk_rtp, rtp_packet(1)).verdict.reason, DropReason::not_agreed);
}

TEST(AnchorSrtp, SsrcChangeAfterRingback_IsFollowed) {
  House house{SrtpPolicy::required};
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_TRUE(house.rtp(b, rtp_packet(60000, 1)).verdict.forward);
  EXPECT_TRUE(house.rtp(b, rtp_packet(5, 2)).verdict.forward);
  EXPECT_TRUE(house.rtp(b, rtp_packet(60001, 1)).verdict.forward);
}

TEST(AnchorRefusal, AnswerWithoutOffer_AndUnknownSession) {
  House house;
  EXPECT_EQ(house.answer(Side::b, trunk()).reason, Refusal::unknown_session);
  EXPECT_EQ(house.command(CommandKind::query).reason, Refusal::unknown_session);
  EXPECT_EQ(house.command(CommandKind::remove).kind, EventKind::removed);
  EXPECT_EQ(house.anchor->session_count(), 0U);
}

TEST(AnchorRefusal, BadFirstOffer_TakesNoPort) {
  House house{SrtpPolicy::required};
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, "garbage").reason, Refusal::malformed_sdp);
  EXPECT_EQ(house.offer(Side::b, trunk()).reason, Refusal::srtp_required);
  EXPECT_EQ(house.offer(Side::a, secure_trunk()).reason, Refusal::srtp_forbidden);
  EXPECT_EQ(house.ports.opened, 0U);
  EXPECT_EQ(house.anchor->session_count(), 0U);
}

TEST(AnchorRefusal, UnknownZone_IsOurOwnMistakeNotACrash) {
  House house;
  Command command;
  command.kind = CommandKind::offer;
  command.session = 1;
  command.zone_b = 9;
  command.sdp.assign(phone().sdp());
  Event event;
  EXPECT_TRUE(house.anchor->on_command(house.now, command, event));
  EXPECT_EQ(event.reason, Refusal::state);
}

TEST(AnchorPorts, Exhausted_RefusesAndRecovers) {
  House house{SrtpPolicy::off, 2};
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), 1).kind, EventKind::sdp);
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), 2).kind, EventKind::sdp);
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), 3).reason, Refusal::no_ports);
  EXPECT_EQ(house.anchor->ports_in_use(), 8U);
  (void)house.command(CommandKind::remove, Side::a, {}, 1);
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), 3).reason, Refusal::no_ports);  // at rest
  house.now += port_quarantine;
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), 3).kind, EventKind::sdp);
}

TEST(AnchorPorts, OneZoneExhausted_TheOtherZonesPairGoesBack) {
  House house;
  for (std::uint16_t port = 10000; port < 10100; port += 2) house.ports.taken.insert(port);
  EXPECT_EQ(house.offer(Side::a, phone()).reason, Refusal::no_ports);
  EXPECT_EQ(house.anchor->ports_in_use(), 0U);
  EXPECT_EQ(house.ports.open_ports.size(), 2U);  // kept for the next call
}

TEST(AnchorPorts, TakenByAnotherProgram_TheNextPairIsTried) {
  House house;
  for (std::uint16_t port = 10001; port < 10021; port += 2) house.ports.taken.insert(port);  // RTCP of ten pairs
  for (SessionId id = 1; id <= 30; ++id) {
    ASSERT_EQ(house.command(CommandKind::offer, Side::a, phone().sdp(), id).kind, EventKind::sdp) << id;
  }
  EXPECT_EQ(house.ports.open_ports.size(), 120U);
}

TEST(AnchorLife, TenThousandCalls_EndWhereTheyBegan) {
  House house{SrtpPolicy::required};
  for (SessionId id = 1; id <= 10'000; ++id) {
    Party a = phone();
    Party b = secure_trunk();
    const Event offered = house.command(CommandKind::offer, Side::a, a.sdp(), id);
    ASSERT_EQ(offered.kind, EventKind::sdp) << id;
    if (id % 3 != 0) {
      ASSERT_EQ(house.command(CommandKind::answer, Side::b, b.sdp(), id).kind, EventKind::sdp) << id;
    }
    if (id % 5 == 0) (void)house.command(CommandKind::cancel_offer, Side::a, {}, id);
    house.now += std::chrono::milliseconds{100};
    ASSERT_EQ(house.command(CommandKind::remove, Side::a, {}, id).kind, EventKind::removed);
  }
  EXPECT_EQ(house.anchor->session_count(), 0U);
  EXPECT_EQ(house.anchor->ports_in_use(), 0U);
  EXPECT_EQ(house.ports.open_ports.size(), 200U);  // two zones with 50 pairs, each opened once
  EXPECT_EQ(house.ports.opened, 200U);
  EXPECT_EQ(house.anchor->deadline(), Instant::max());
}

TEST(AnchorLife, PacketForAReleasedPort_MeetsNobody) {
  House house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const auto port = house.ports.at(a.peer.rtp);
  ASSERT_TRUE(port);
  (void)house.command(CommandKind::remove);
  Octets buffer = rtp_packet(1);
  Packet packet{buffer.data(), buffer.size()};
  EXPECT_EQ(house.anchor->on_packet(house.now, *port, phone_rtp, packet).reason, DropReason::no_session);
}

TEST(AnchorLife, ReleaseAll_LeavesNothing) {
  House house;
  for (SessionId id = 1; id <= 5; ++id) (void)house.command(CommandKind::offer, Side::a, phone().sdp(), id);
  house.anchor->release_all(house.now);
  EXPECT_EQ(house.anchor->session_count(), 0U);
  EXPECT_TRUE(house.ports.open_ports.empty());
}

}  // namespace
}  // namespace trunkgate::media
