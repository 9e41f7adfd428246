// SPDX-License-Identifier: Apache-2.0
#include "media/session/forward.h"

#include <gtest/gtest.h>

#include <string_view>

#include "tests/media/support/paper_ports.h"
#include "tests/media/support/party.h"

namespace trunkgate::media {
namespace {

constexpr Endpoint phone{Address::v4(10, 0, 0, 5), 4000};
constexpr Endpoint trunk{Address::v4(168, 86, 128, 10), 12000};
constexpr Endpoint trunk_other_port{Address::v4(168, 86, 128, 10), 33333};
constexpr Endpoint trunk_neighbour{Address::v4(168, 86, 128, 11), 12000};
constexpr Endpoint stranger{Address::v4(203, 0, 113, 66), 12000};
constexpr Suite suite = Suite::aes_cm_128_hmac_sha1_80;

Endpoint above(Endpoint endpoint) {
  ++endpoint.port;
  return endpoint;
}

// A stream between a phone (side a, RTP) and a trunk (side b), both signalled and inside the learning window.
class Forward : public testing::Test {
 protected:
  Forward() {
    config.zones.resize(2);
    config.zones[0].port_first = 20000;
    config.zones[0].port_last = 20009;
    config.zones[0].allow = {{Address::v4(10, 0, 0, 0), 104}};
    config.zones[1].port_first = 10000;
    config.zones[1].port_last = 10009;
    config.zones[1].allow = {{Address::v4(168, 86, 128, 0), 114}};
    bank.emplace(config, std::uint8_t{0}, std::uint64_t{1}, sockets);
    bank->set_time(now);
    for (const ZoneIndex zone : {ZoneIndex{0}, ZoneIndex{1}}) {
      StreamSide& side = stream.sides[zone];
      const Endpoint party = zone == 0 ? phone : trunk;
      side.zone = zone;
      side.config = &config.zones[zone];
      side.ports = bank->lease(zone);
      side.rtp.on_signalled(now, party, false);
      side.rtcp.on_signalled(now, above(party), false);
    }
    stream.agreed = true;
  }

  StreamSide& a() { return stream.side(Side::a); }
  StreamSide& b() { return stream.side(Side::b); }

  // The trunk's side speaks SRTP: it seals with `trunk_party`, we seal for it with key 77.
  void secure_trunk(Suite with = suite) {
    trunk_party.emplace(trunk, with, std::uint8_t{33});
    ASSERT_TRUE(b().opens.open(SrtpSession::Direction::inbound, with, key_of(with, 33)));
    ASSERT_TRUE(b().seals.open(SrtpSession::Direction::outbound, with, key_of(with, 77)));
  }
  Octets sealed(const Octets& packet, bool rtcp = false) { return trunk_party->seal(packet, rtcp); }

  Verdict send(Side from, const Octets& octets, const Endpoint& source, bool rtcp = false) {
    out = octets;
    out.resize(octets.size() + packet_tail_room);
    Packet packet{out.data(), octets.size()};
    const Verdict verdict = forward(now, stream, from, rtcp, source, packet);
    out.resize(packet.size);
    return verdict;
  }
  DropReason dropped(Side from, const Octets& octets, const Endpoint& source, bool rtcp = false) {
    const Verdict verdict = send(from, octets, source, rtcp);
    EXPECT_FALSE(verdict.forward);
    return verdict.reason;
  }
  void close_window() { now += learning_window; }

  MediaConfig config;
  PaperPorts sockets;
  std::optional<PortBank> bank;
  Instant now{std::chrono::hours{1}};
  Stream stream;
  std::optional<Party> trunk_party;
  Octets out;
};

TEST_F(Forward, Rtp_GoesToTheOtherSideUnchanged) {
  const Verdict verdict = send(Side::a, rtp_packet(1), phone);
  ASSERT_TRUE(verdict.forward);
  EXPECT_EQ(verdict.via, b().ports.rtp());
  EXPECT_EQ(verdict.to, trunk);
  EXPECT_EQ(out, rtp_packet(1));
  EXPECT_EQ(a().packets, 1U);
  EXPECT_EQ(a().octets, 172U);
  EXPECT_TRUE(a().heard);
  EXPECT_EQ(a().last_packet, now);
}

TEST_F(Forward, Rtcp_GoesFromOddPortToTheRtcpAddress) {
  const Verdict verdict = send(Side::b, rtcp_packet(), above(trunk), true);
  ASSERT_TRUE(verdict.forward);
  EXPECT_EQ(verdict.via, a().ports.rtcp());
  EXPECT_EQ(verdict.to, above(phone));
  EXPECT_EQ(b().packets, 0U);  // statistics count RTP
  EXPECT_FALSE(b().heard);
  EXPECT_EQ(b().last_packet, now);
}

TEST_F(Forward, BeforeTheAnswer_NothingPassesNothingIsLearned) {
  stream.agreed = false;
  EXPECT_EQ(dropped(Side::a, rtp_packet(1), phone), DropReason::not_agreed);
  EXPECT_FALSE(a().rtp.latched());
}

TEST_F(Forward, KindsOnTheWrongPort_AreDropped) {
  EXPECT_EQ(dropped(Side::a, rtcp_packet(), phone), DropReason::wrong_port);
  EXPECT_EQ(dropped(Side::a, rtp_packet(1), above(phone), true), DropReason::wrong_port);
  EXPECT_EQ(dropped(Side::a, Octets(20, 0), phone), DropReason::unsolicited);   // STUN
  EXPECT_EQ(dropped(Side::a, Octets(20, 22), phone), DropReason::unsolicited);  // DTLS
  EXPECT_EQ(dropped(Side::a, Octets(20, 0xff), phone), DropReason::malformed);
  EXPECT_EQ(dropped(Side::a, Octets{}, phone), DropReason::malformed);
  EXPECT_EQ(dropped(Side::a, Octets{0x80, 0}, phone), DropReason::malformed);
  EXPECT_FALSE(a().rtp.latched());
  EXPECT_EQ(a().dropped, 7U);
}

TEST_F(Forward, StrangerBeforeAtAndAfterLatching_NeverGetsOrGivesAPacket) {
  EXPECT_EQ(dropped(Side::b, rtp_packet(1), stranger), DropReason::stranger);
  EXPECT_EQ(send(Side::a, rtp_packet(1), phone).to, trunk);
  EXPECT_TRUE(send(Side::b, rtp_packet(1), trunk).forward);
  EXPECT_EQ(dropped(Side::b, rtp_packet(2), stranger), DropReason::stranger);
  close_window();
  EXPECT_EQ(dropped(Side::b, rtp_packet(3), stranger), DropReason::stranger);
  EXPECT_EQ(send(Side::a, rtp_packet(2), phone).to, trunk);
}

TEST_F(Forward, OtherPortOfTheRightHost_LearnedOnlyFirstAndInTheWindow) {
  EXPECT_TRUE(send(Side::b, rtp_packet(1), trunk_other_port).forward);
  EXPECT_EQ(send(Side::a, rtp_packet(1), phone).to, trunk_other_port);
  EXPECT_EQ(dropped(Side::b, rtp_packet(2), trunk_neighbour), DropReason::locked);
}

TEST_F(Forward, OtherPortAfterTheWindow_IsRefused) {
  close_window();
  EXPECT_EQ(dropped(Side::b, rtp_packet(1), trunk_other_port), DropReason::window_closed);
  EXPECT_EQ(dropped(Side::b, rtp_packet(1), trunk_neighbour), DropReason::window_closed);
  EXPECT_TRUE(send(Side::b, rtp_packet(2), trunk).forward);
}

TEST_F(Forward, AfterLatching_OthersInTheRangesAreLocked) {
  EXPECT_TRUE(send(Side::b, rtp_packet(1), trunk).forward);
  EXPECT_EQ(dropped(Side::b, rtp_packet(2), trunk_other_port), DropReason::locked);
  EXPECT_EQ(dropped(Side::b, rtp_packet(2), trunk_neighbour), DropReason::locked);
}

TEST_F(Forward, RtpFromWhereItWasSignalled_LeavesRtcpToNobodyElse) {
  EXPECT_TRUE(send(Side::b, rtcp_packet(), trunk_other_port, true).forward);
  EXPECT_EQ(send(Side::a, rtcp_packet(), above(phone), true).to, trunk_other_port);
  EXPECT_TRUE(send(Side::b, rtp_packet(1), trunk).forward);
  EXPECT_EQ(send(Side::a, rtcp_packet(), above(phone), true).to, above(trunk));
  b().rtcp.open_window(now);  // a session refresh
  EXPECT_EQ(dropped(Side::b, rtcp_packet(), trunk_other_port, true), DropReason::window_closed);
  EXPECT_TRUE(send(Side::b, rtcp_packet(), above(trunk), true).forward);
}

TEST_F(Forward, BadRtcp_IsNeitherRelayedNorLearned) {
  const Octets longer{0x80, 201, 0, 9, 0, 0, 0, 9};
  const Endpoint nat{trunk.address, 40001};
  EXPECT_EQ(dropped(Side::b, Octets{0x80, 201, 0, 0}, nat, true), DropReason::bad_rtcp);
  EXPECT_EQ(dropped(Side::b, longer, nat, true), DropReason::bad_rtcp);
  EXPECT_FALSE(b().rtcp.latched());
  EXPECT_EQ(b().last_packet, Instant::min());
  EXPECT_TRUE(send(Side::b, rtcp_packet(), nat, true).forward);
  EXPECT_EQ(b().rtcp.target(), nat);
}

TEST_F(Forward, RtpWithImpossiblePadding_IsNotLearned) {
  Octets packet = rtp_packet(1);
  packet[0] = 0xa0;
  packet.back() = 0xff;
  EXPECT_EQ(dropped(Side::b, packet, trunk), DropReason::malformed);
  EXPECT_FALSE(b().rtp.latched());
}

TEST_F(Forward, RtpToSrtp_IsSealedWithOurKeyAndBack) {
  secure_trunk();
  ASSERT_TRUE(send(Side::a, rtp_packet(1), phone).forward);
  EXPECT_EQ(out.size(), 182U);
  SrtpSession far;
  ASSERT_TRUE(far.open(SrtpSession::Direction::inbound, suite, key_of(suite, 77)));
  std::size_t size = out.size();
  ASSERT_EQ(far.unprotect_rtp(out, size), SrtpError::none);
  out.resize(size);
  EXPECT_EQ(out, rtp_packet(1));

  ASSERT_TRUE(send(Side::b, sealed(rtp_packet(5)), trunk).forward);
  EXPECT_EQ(out, rtp_packet(5));
}

TEST_F(Forward, Rtcp_IsSealedToo) {
  secure_trunk();
  ASSERT_TRUE(send(Side::b, sealed(rtcp_packet(), true), above(trunk), true).forward);
  EXPECT_EQ(out, rtcp_packet());
  ASSERT_TRUE(send(Side::a, rtcp_packet(), above(phone), true).forward);
  EXPECT_EQ(out.size(), rtcp_packet().size() + 4 + 10);  // index and 80-bit tag
}

TEST_F(Forward, SrtpWithAWrongKey_IsNotLearnedNotEvenFromTheSignalledSource) {
  secure_trunk();
  Party forger{trunk, suite, 99};
  EXPECT_EQ(dropped(Side::b, forger.seal(rtp_packet(1)), trunk), DropReason::srtp_auth);
  EXPECT_EQ(dropped(Side::b, rtp_packet(1), trunk), DropReason::srtp_auth);  // in the clear
  EXPECT_FALSE(b().rtp.latched());
  EXPECT_EQ(b().srtp_failures, 2U);
  EXPECT_EQ(b().last_packet, Instant::min());
  ASSERT_TRUE(send(Side::b, sealed(rtp_packet(1)), trunk).forward);
}

TEST_F(Forward, HundredBadSrtpPackets_HarmNothing) {  // CVE-2021-41105
  secure_trunk();
  Party forger{trunk, suite, 99};
  for (std::uint16_t i = 0; i < 150; ++i) {
    EXPECT_EQ(dropped(Side::b, forger.seal(rtp_packet(i)), trunk), DropReason::srtp_auth);
  }
  EXPECT_TRUE(send(Side::b, sealed(rtp_packet(1)), trunk).forward);
}

TEST_F(Forward, ReplayedSrtp_IsDroppedAndMovesNoLatch) {
  secure_trunk();
  const Octets packet = sealed(rtp_packet(1));
  ASSERT_TRUE(send(Side::b, packet, trunk).forward);
  EXPECT_EQ(dropped(Side::b, packet, trunk), DropReason::srtp_replay);
  EXPECT_EQ(dropped(Side::b, packet, trunk_other_port), DropReason::srtp_replay);
  EXPECT_EQ(b().rtp.target(), trunk);
}

TEST_F(Forward, ValidTag_MovesTheLatchAtAnyTime) {
  secure_trunk();
  ASSERT_TRUE(send(Side::b, sealed(rtp_packet(1)), trunk).forward);
  close_window();
  ASSERT_TRUE(send(Side::b, sealed(rtp_packet(2)), trunk_other_port).forward);
  EXPECT_EQ(send(Side::a, rtp_packet(1), phone).to, trunk_other_port);
}

TEST_F(Forward, ValidTagFromAStranger_IsStillRefused) {
  secure_trunk();
  EXPECT_EQ(dropped(Side::b, sealed(rtp_packet(1)), stranger), DropReason::stranger);
}

TEST_F(Forward, ShortSrtcp_NeitherCrashesNorLearns) {
  secure_trunk();
  const Octets whole = sealed(rtcp_packet(), true);
  for (std::size_t size = 2; size < whole.size(); ++size) {
    const Verdict verdict =
        send(Side::b, Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), above(trunk), true);
    EXPECT_FALSE(verdict.forward) << size;
  }
  EXPECT_FALSE(b().rtcp.latched());
}

TEST_F(Forward, ShortSrtp_NeitherCrashesNorLearns) {
  secure_trunk();
  const Octets whole = sealed(rtp_packet(1));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(
        send(Side::b, Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), trunk).forward);
  }
  EXPECT_FALSE(b().rtp.latched());
}

TEST_F(Forward, SrtpBetweenTwoKeys_IsOpenedAndSealedAnew) {
  secure_trunk();
  Party phone_party{phone, Suite::aead_aes_128_gcm, 55};
  ASSERT_TRUE(a().opens.open(SrtpSession::Direction::inbound, Suite::aead_aes_128_gcm, phone_party.offer.key));
  ASSERT_TRUE(
      a().seals.open(SrtpSession::Direction::outbound, Suite::aead_aes_128_gcm, key_of(Suite::aead_aes_128_gcm, 66)));
  ASSERT_TRUE(send(Side::a, phone_party.seal(rtp_packet(1)), phone).forward);
  SrtpSession far;
  ASSERT_TRUE(far.open(SrtpSession::Direction::inbound, suite, key_of(suite, 77)));
  std::size_t size = out.size();
  ASSERT_EQ(far.unprotect_rtp(out, size), SrtpError::none);
  out.resize(size);
  EXPECT_EQ(out, rtp_packet(1));
}

TEST_F(Forward, KeyThatTheLibraryRefuses_IsSilenceNotClearText) {
  b().broken = true;
  EXPECT_EQ(dropped(Side::a, rtp_packet(1), phone), DropReason::srtp_other);
  EXPECT_EQ(dropped(Side::b, rtp_packet(1), trunk), DropReason::srtp_other);
}

class ForwardMki : public Forward, public testing::WithParamInterface<Suite> {
 protected:
  // GCM's tag belongs to the ciphertext, so the MKI comes last.
  static std::size_t tag_size(bool rtcp) {
    if (GetParam() == Suite::aead_aes_256_gcm) return 0;
    return rtcp || GetParam() == Suite::aes_cm_128_hmac_sha1_80 ? 10 : 4;
  }
};

TEST_P(ForwardMki, PacketsThatCarryAnMki_AreOpened) {
  secure_trunk(GetParam());
  b().mki_size = 4;
  const Octets mki{0, 0, 0, 1};
  for (const bool rtcp : {false, true}) {
    const Octets clear = rtcp ? rtcp_packet() : rtp_packet(1);
    Octets packet = sealed(clear, rtcp);
    packet.insert(packet.end() - static_cast<std::ptrdiff_t>(tag_size(rtcp)), mki.begin(), mki.end());
    ASSERT_TRUE(send(Side::b, packet, rtcp ? above(trunk) : trunk, rtcp).forward) << rtcp;
    EXPECT_EQ(out, clear);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc3711_3_1_Rfc7714_8_1, ForwardMki,
                         testing::Values(Suite::aes_cm_128_hmac_sha1_80, Suite::aes_cm_128_hmac_sha1_32,
                                         Suite::aead_aes_256_gcm));

TEST_F(Forward, RenumberedEvent_LeavesWithTheOtherNumber) {
  ASSERT_TRUE(a().payload_map.add(101, 96));
  ASSERT_TRUE(send(Side::a, rtp_packet(1, 9, 101), phone).forward);
  EXPECT_EQ(out[1], 96);
  ASSERT_TRUE(send(Side::a, rtp_packet(2, 9, 101 | 0x80), phone).forward);
  EXPECT_EQ(out[1], 96 | 0x80);  // the marker stays
  ASSERT_TRUE(send(Side::a, rtp_packet(3, 9, 0), phone).forward);
  EXPECT_EQ(out[1], 0);
  ASSERT_TRUE(send(Side::b, rtp_packet(4, 9, 101), trunk).forward);
  EXPECT_EQ(out[1], 101);  // each direction has its own map
}

TEST_F(Forward, BlockedTarget_IsNotSentToEvenWhenLearned) {
  ASSERT_TRUE(send(Side::b, rtp_packet(1), trunk).forward);
  b().rtp_blocked = true;
  EXPECT_EQ(dropped(Side::a, rtp_packet(1), phone), DropReason::no_target);
  EXPECT_TRUE(send(Side::b, rtp_packet(2), trunk).forward);  // the other way is open
}

TEST_F(Forward, NamesInRtcp_DoNotCross) {
  Octets compound = rtcp_packet();
  const std::string_view cname = "4711@pbx.corp";
  const std::size_t at = compound.size();
  compound.insert(compound.end(), {0x81, 202, 0, 0, 0, 0, 0, 9, 1, static_cast<std::uint8_t>(cname.size())});
  compound.insert(compound.end(), cname.begin(), cname.end());
  compound.resize((compound.size() / 4 + 1) * 4, 0);
  compound[at + 3] = static_cast<std::uint8_t>((compound.size() - at) / 4 - 1);
  ASSERT_TRUE(send(Side::a, compound, above(phone), true).forward);
  EXPECT_EQ(out.size(), compound.size());
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(out.data()), out.size()).find("pbx"),
            std::string_view::npos);
}

TEST_F(Forward, LossAndJitter_AreKeptPerDirection) {
  for (const std::uint16_t sequence : std::initializer_list<std::uint16_t>{1, 2, 5}) {
    ASSERT_TRUE(send(Side::a, rtp_packet(sequence), phone).forward);
  }
  EXPECT_EQ(a().reception.lost(), 2U);
  EXPECT_EQ(b().reception.lost(), 0U);
}

}  // namespace
}  // namespace trunkgate::media
