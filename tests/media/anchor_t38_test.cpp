// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "media/anchor.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

constexpr Endpoint trunk_other_port{Address::v4(168, 86, 128, 10), 33333};
constexpr Endpoint trunk_neighbour{Address::v4(168, 86, 128, 11), 12002};
constexpr Endpoint stranger{Address::v4(198, 51, 100, 66), 12002};

/// ITU-T T.38 §9.1: sequence number, then the primary packet. Like STUN, like DTLS, like nothing.
Octets udptl(std::uint16_t sequence, std::size_t size = 40) {
  Octets packet{static_cast<std::uint8_t>(sequence >> 8), static_cast<std::uint8_t>(sequence), 6};
  packet.resize(size, 0xa7);
  return packet;
}

// A call of speech that either side may make one of fax.
class AnchorT38 : public testing::Test {
 protected:
  AnchorT38() { house.pass_t38(); }

  void speak() { ASSERT_TRUE(house.set_up(a, b)); }
  /// From the trunk, as a gateway does that hears the tone of a fax.
  [[nodiscard]] bool offer_fax() {
    return house.command(CommandKind::offer, Side::b, fax_sdp_of(trunk_fax)).kind == EventKind::sdp;
  }
  [[nodiscard]] bool answer_fax(const std::string& port = {}) {
    return house.command(CommandKind::answer, Side::a, fax_sdp_of(phone_fax, port)).kind == EventKind::sdp;
  }
  void fax() {
    speak();
    ASSERT_TRUE(offer_fax());
    ASSERT_TRUE(answer_fax());
  }
  House::Outcome from_phone(const Octets& octets, const Endpoint& source = phone_fax) {
    return house.packet(a.peer.rtp, source, octets);
  }
  House::Outcome from_trunk(const Octets& octets, const Endpoint& source = trunk_fax) {
    return house.packet(b.peer.rtp, source, octets);
  }
  Statistics figures() { return house.command(CommandKind::query).statistics; }

  House house;
  Party a = phone();
  Party b = trunk();
};

TEST_F(AnchorT38, Rfc3362_BothWays_AsTheyCame) {
  fax();
  for (const std::uint16_t sequence : std::initializer_list<std::uint16_t>{0, 1, 0x1600, 0x80c8, 0xffff}) {
    const auto to_trunk = from_phone(udptl(sequence));
    ASSERT_TRUE(to_trunk.verdict.forward) << sequence;
    EXPECT_EQ(to_trunk.octets, udptl(sequence));
    EXPECT_EQ(to_trunk.verdict.to, trunk_fax);
    EXPECT_EQ(to_trunk.via.port, b.peer.rtp.port);
    const auto to_phone = from_trunk(udptl(sequence, packet_size_max));
    EXPECT_EQ(to_phone.octets, udptl(sequence, packet_size_max));
    EXPECT_EQ(to_phone.verdict.to, phone_fax);
    EXPECT_EQ(to_phone.via.port, a.peer.rtp.port);
  }
  EXPECT_EQ(figures().from_a.packets, 5U);
  EXPECT_EQ(figures().from_a.octets, 200U);
  EXPECT_EQ(figures().from_b.packets, 5U);
  EXPECT_EQ(figures().from_a.expected, 0U) << "nothing of RTP is read";
  EXPECT_EQ(figures().from_a.codec, "T.38");
}

TEST_F(AnchorT38, Rfc6263_SilentFax_GetsNoRtpOfOurs) {
  fax();
  for (int second = 0; second < 60; ++second) {
    house.now += std::chrono::seconds{1};
    house.look();
  }
  EXPECT_TRUE(house.ports.sent.empty());
}

TEST_F(AnchorT38, Rfc3264_8_BeforeTheAnswer_SpeechGoesOn) {
  speak();
  ASSERT_TRUE(offer_fax());
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).verdict.to, phone_rtp);
  EXPECT_FALSE(from_trunk(udptl(0)).verdict.forward);
}

TEST_F(AnchorT38, RtcpPort_TakesNothing) {
  fax();
  const auto outcome = house.packet(House::above(a.peer.rtp), House::above(phone_fax), rtcp_packet());
  EXPECT_EQ(outcome.verdict.reason, DropReason::wrong_port);
  EXPECT_EQ(figures().from_a.dropped, 1U);
}

// RTP bleed, in the other trade.
TEST_F(AnchorT38, Rfc4961_Stranger_IsNeverBelieved) {
  fax();
  EXPECT_EQ(from_trunk(udptl(0), stranger).verdict.reason, DropReason::stranger);
  ASSERT_TRUE(from_trunk(udptl(0)).verdict.forward);
  EXPECT_EQ(from_trunk(udptl(1), stranger).verdict.reason, DropReason::stranger);
  EXPECT_EQ(from_trunk(udptl(1), trunk_other_port).verdict.reason, DropReason::locked);
  EXPECT_EQ(from_phone(udptl(0)).verdict.to, trunk_fax);
}

TEST_F(AnchorT38, Rfc4961_OtherPortBehindNat_IsLearnedInsideTheWindowAlone) {
  fax();
  ASSERT_TRUE(from_trunk(udptl(0), trunk_neighbour).verdict.forward) << "in the zone's ranges";
  ASSERT_TRUE(from_trunk(udptl(0), trunk_other_port).verdict.forward) << "a better claim";
  EXPECT_EQ(from_phone(udptl(0)).verdict.to, trunk_other_port);
  house.now += learning_window;
  EXPECT_EQ(from_phone(udptl(1), {phone_fax.address, 5555}).verdict.reason, DropReason::locked);
  EXPECT_EQ(from_trunk(udptl(1), trunk_neighbour).verdict.reason, DropReason::locked);
}

TEST_F(AnchorT38, Rfc4961_BehindTheWindow_OnlyTheSignalledOne) {
  fax();
  house.now += learning_window;
  EXPECT_EQ(from_trunk(udptl(0), trunk_other_port).verdict.reason, DropReason::window_closed);
  EXPECT_TRUE(from_trunk(udptl(0)).verdict.forward);
}

// The last packets of speech may be behind the answer: who learned from them would send fax to the port of before.
TEST_F(AnchorT38, LateSpeech_IsNotTakenForTheFax) {
  fax();
  EXPECT_EQ(house.rtp(b, rtp_packet(7)).verdict.reason, DropReason::malformed);
  EXPECT_EQ(from_phone(udptl(0)).verdict.to, trunk_fax);
  EXPECT_FALSE(figures().from_b.packets > 0);
}

TEST_F(AnchorT38, BackToSpeech_RtpFlowsAndLateFaxDoesNot) {
  fax();
  ASSERT_TRUE(from_phone(udptl(0)).verdict.forward);
  speak();
  const auto to_trunk = house.rtp(a, rtp_packet(1));
  ASSERT_TRUE(to_trunk.verdict.forward);
  EXPECT_EQ(to_trunk.verdict.to, trunk_rtp);
  EXPECT_EQ(house.rtp(b, rtp_packet(1)).verdict.to, phone_rtp);
  EXPECT_TRUE(house.rtcp(b, rtcp_packet()).verdict.forward);
  EXPECT_EQ(from_phone(udptl(1)).verdict.reason, DropReason::unsolicited);
  EXPECT_EQ(figures().from_a.codec, "G.711");
  EXPECT_EQ(figures().from_a.expected, 1U);
}

TEST_F(AnchorT38, Rfc3550_A8_BackToSpeech_TheTimeOfFaxIsNoJitter) {
  speak();
  std::uint16_t sequence = 0;
  const auto second_of_speech = [&] {
    for (int i = 0; i < 50; ++i, house.now += std::chrono::milliseconds{20}) {
      ASSERT_TRUE(house.rtp(b, rtp_packet(sequence++)).verdict.forward);
    }
  };
  second_of_speech();
  ASSERT_TRUE(offer_fax());
  ASSERT_TRUE(answer_fax());
  house.now += std::chrono::seconds{30};
  speak();
  second_of_speech();
  EXPECT_EQ(figures().from_b.jitter_max_us, 0U);
  EXPECT_EQ(figures().from_b.expected, 100U);
}

// Speech came from where it was signalled, so its RTCP must; a fax between, at the same port, changes nothing of that.
TEST_F(AnchorT38, BackToSpeech_RtcpIsAsStrictAsBefore) {
  speak();
  ASSERT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  ASSERT_EQ(house.command(CommandKind::offer, Side::b, fax_sdp_of(trunk_rtp)).kind, EventKind::sdp);
  ASSERT_TRUE(answer_fax());
  ASSERT_TRUE(from_trunk(udptl(0), trunk_rtp).verdict.forward);
  speak();
  const auto outcome = house.packet(House::above(b.peer.rtp), trunk_neighbour, rtcp_packet());
  EXPECT_EQ(outcome.verdict.reason, DropReason::window_closed);
}

TEST_F(AnchorT38, Rfc3261_14_1_Refused_SpeechGoesOnFromWhereItWasLearned) {
  speak();
  ASSERT_TRUE(house.packet(b.peer.rtp, trunk_other_port, rtp_packet(1)).verdict.forward);
  ASSERT_TRUE(offer_fax());
  (void)house.command(CommandKind::cancel_offer, Side::b);
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.to, trunk_other_port);
  EXPECT_TRUE(house.packet(b.peer.rtp, trunk_other_port, rtp_packet(2)).verdict.forward);
}

TEST_F(AnchorT38, Rfc3264_6_AnsweredWithPortZero_SpeechGoesOnFromWhereItWasLearned) {
  speak();
  ASSERT_TRUE(house.packet(b.peer.rtp, trunk_other_port, rtp_packet(1)).verdict.forward);
  ASSERT_TRUE(offer_fax());
  ASSERT_TRUE(answer_fax("0"));
  EXPECT_EQ(house.rtp(a, rtp_packet(1)).verdict.to, trunk_other_port);
  EXPECT_TRUE(house.packet(b.peer.rtp, trunk_other_port, rtp_packet(2)).verdict.forward);
}

TEST_F(AnchorT38, FromTheFirstInvite_TellsOfFirstPackets) {
  const Event offered = house.command(CommandKind::offer, Side::a, fax_sdp_of(phone_fax));
  ASSERT_EQ(offered.kind, EventKind::sdp);
  const Event answered = house.command(CommandKind::answer, Side::b, fax_sdp_of(trunk_fax));
  ASSERT_EQ(answered.kind, EventKind::sdp);
  const Endpoint inside{Address::v4(10, 0, 0, 2), house.ports.open_ports.begin()->second.port};
  ASSERT_TRUE(house.packet(inside, phone_fax, udptl(0)).verdict.forward);
  EventList events;
  EXPECT_FALSE(house.anchor->deliver_events(events));
  ASSERT_EQ(events.entries.size(), 1U);
  EXPECT_EQ(events.entries[0].event.kind, EventKind::first_packet);
}

TEST_F(AnchorT38, Fax_IsALifeSignAndNoOneWayAudio) {
  fax();
  EventList events;
  for (std::uint16_t i = 0; i < 120; ++i) {
    house.now += std::chrono::seconds{1};
    ASSERT_TRUE(from_phone(udptl(i)).verdict.forward);
    house.look();
  }
  (void)house.anchor->deliver_events(events);
  for (const auto& entry : events.entries) EXPECT_NE(entry.event.kind, EventKind::media_timeout);
  EXPECT_FALSE(figures().one_way());
  EXPECT_EQ(figures().from_a.score, 0U);
}

// RFC 8643: a trunk whose audio is protected because it could be, under RTP/AVP.
class AnchorT38Sealed : public AnchorT38 {
 protected:
  AnchorT38Sealed() {
    house.config.zones[House::carrier].srtp = SrtpPolicy::optional;
    house.pass_t38();
    b = secure_trunk();
  }
  void speak_sealed() {
    const Event offered = house.offer(Side::a, a);
    ASSERT_EQ(offered.kind, EventKind::sdp);
    b.told(offered.sdp.view());
    std::string sdp = b.sdp();
    sdp.replace(sdp.find("RTP/SAVP"), 8, "RTP/AVP");
    const Event answered = house.command(CommandKind::answer, Side::b, sdp);
    ASSERT_EQ(answered.kind, EventKind::sdp);
    a.told(answered.sdp.view());
  }
  /// Both directions wrap, so that whoever loses a roll-over counter is not understood any more.
  void wrap() {
    for (std::uint32_t i = 65500; i < 65600; ++i) {
      ASSERT_TRUE(house.rtp(b, rtp_packet(static_cast<std::uint16_t>(i))).verdict.forward);
      ASSERT_FALSE(b.open(house.rtp(a, rtp_packet(static_cast<std::uint16_t>(i))).octets).empty());
    }
  }
};

TEST_F(AnchorT38Sealed, Rfc3711_3_3_1_Declined_RollOverCountersGoOn) {
  speak_sealed();
  wrap();
  ASSERT_TRUE(offer_fax());
  ASSERT_TRUE(answer_fax("0"));
  EXPECT_TRUE(house.rtp(b, rtp_packet(70)).verdict.forward);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(70)).octets), rtp_packet(70));
  ASSERT_TRUE(offer_fax());
  (void)house.command(CommandKind::cancel_offer, Side::b);
  EXPECT_TRUE(house.rtp(b, rtp_packet(71)).verdict.forward);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(71)).octets), rtp_packet(71));
}

TEST_F(AnchorT38Sealed, Rfc3711_9_1_BackToSpeech_NoKeyStartsAgainAtZero) {
  speak_sealed();
  const MasterKey before = b.peer.key;
  ASSERT_TRUE(offer_fax());
  ASSERT_TRUE(answer_fax());
  EXPECT_EQ(from_phone(udptl(0)).octets, udptl(0));
  EXPECT_EQ(from_trunk(udptl(0)).octets, udptl(0));
  speak_sealed();
  EXPECT_FALSE(b.peer.key == before);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
}

TEST_F(AnchorT38Sealed, SrtpSpoken_FaxIsRefusedAndSpeechGoesOn) {
  ASSERT_TRUE(house.set_up(b, a, Side::b));  // RTP/SAVP, which demands it
  const Event refused = house.command(CommandKind::offer, Side::b, fax_sdp_of(trunk_fax));
  EXPECT_EQ(refused.kind, EventKind::refused);
  EXPECT_EQ(refused.reason, Refusal::srtp_required);
  EXPECT_TRUE(house.rtp(b, rtp_packet(1)).verdict.forward);
  EXPECT_EQ(b.open(house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
}

// What the client of the ng protocol asks for: RTP/SAVP towards the trunk.
TEST_F(AnchorT38, SrtpAskedFor_FaxIsRefused) {
  house.config.zones[House::carrier].srtp = SrtpPolicy::optional;
  Command command;
  command.kind = CommandKind::offer;
  command.session = House::id;
  command.zone_b = House::carrier;
  command.terms.transport = OfferedTransport::savp;
  command.sdp.assign(fax_sdp_of(phone_fax));
  Event event;
  ASSERT_TRUE(house.anchor->on_command(house.now, command, event));
  EXPECT_EQ(event.reason, Refusal::srtp_required);
  command.terms.transport = OfferedTransport::avp;
  ASSERT_TRUE(house.anchor->on_command(house.now, command, event));
  EXPECT_EQ(event.kind, EventKind::sdp);
}

TEST(AnchorT38ByDefault, FaxIsRefused) {
  House house;
  Party a = phone();
  Party b = trunk();
  EXPECT_EQ(house.command(CommandKind::offer, Side::a, fax_sdp_of(phone_fax)).reason, Refusal::no_audio);
  EXPECT_EQ(house.anchor->ports_in_use(), 0U);
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(house.command(CommandKind::offer, Side::b, fax_sdp_of(trunk_fax)).reason, Refusal::no_audio);
  EXPECT_TRUE(house.rtp(a, rtp_packet(1)).verdict.forward);
}

}  // namespace
}  // namespace trunkgate::media
