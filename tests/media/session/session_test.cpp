// SPDX-License-Identifier: Apache-2.0
#include "media/session/session.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/media/sdp/counting_keys.h"
#include "tests/media/support/paper_ports.h"

namespace trunkgate::media {
namespace {

using std::chrono::seconds;

std::string sdp(const std::string& address, const std::string& more = {}, const std::string& codec = "0") {
  return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio 4000 RTP/AVP " +
         codec + "\r\n" + more;
}

// A call between a phone (side a) and a trunk (side b), on ports that exist on paper.
class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    config.zones.resize(2);
    config.zones[0].bind = Address::v4(10, 0, 0, 2);
    config.zones[0].port_first = 20000;
    config.zones[0].port_last = 20009;
    config.zones[0].timeout = seconds{60};
    config.zones[1].bind = Address::v4(192, 0, 2, 10);
    config.zones[1].port_first = 10000;
    config.zones[1].port_last = 10009;
    config.zones[1].timeout = seconds{90};
    zones = read_zones(config);
    bank.emplace(config, std::uint8_t{0}, std::uint64_t{1}, sockets);
    session.emplace(7, Session::Zones{zones, 0, 1}, bank->lease(0), bank->lease(1), keys);
  }

  Refusal offer(const std::string& text, Side from = Side::a) {
    return session->on_offer(now, from, text, {}, keys, out);
  }
  Refusal answer(const std::string& text, Side from = Side::b) {
    return session->on_answer(now, from, text, keys, out);
  }
  void agree() {
    ASSERT_EQ(offer(sdp("10.0.0.5")), Refusal::none);
    ASSERT_EQ(answer(sdp("168.86.128.10")), Refusal::none);
  }
  StreamSide& a() { return session->stream().side(Side::a); }
  StreamSide& b() { return session->stream().side(Side::b); }

  MediaConfig config;
  std::vector<Zone> zones;
  PaperPorts sockets;
  CountingKeys keys;
  std::optional<PortBank> bank;
  std::optional<Session> session;
  SdpText out;
  Instant now = Instant{} + seconds{1000};
};

TEST_F(SessionTest, Rfc3264_5_NothingAgreedBeforeTheFirstAnswer) {
  ASSERT_EQ(offer(sdp("10.0.0.5")), Refusal::none);
  EXPECT_FALSE(session->stream().agreed);
  EXPECT_NE(out.view().find("c=IN IP4 192.0.2.10"), std::string_view::npos) << out.view();
  ASSERT_EQ(answer(sdp("168.86.128.10")), Refusal::none);
  EXPECT_TRUE(session->stream().agreed);
  EXPECT_NE(out.view().find("c=IN IP4 10.0.0.2"), std::string_view::npos) << out.view();
  EXPECT_EQ(out.view().find("168.86.128.10"), std::string_view::npos);
}

TEST_F(SessionTest, Refusal_ChangesNothing) {
  EXPECT_EQ(answer(sdp("168.86.128.10")), Refusal::state);
  EXPECT_EQ(offer("junk"), Refusal::malformed_sdp);
  EXPECT_FALSE(session->stream().agreed);
  agree();
  EXPECT_EQ(offer("junk"), Refusal::malformed_sdp);
  EXPECT_TRUE(session->stream().agreed);
  EXPECT_TRUE(a().may_send);
}

TEST_F(SessionTest, Rfc3264_8_4_Hold_OnlyWhoMaySendIsBelieved) {
  agree();
  EXPECT_TRUE(a().may_send && b().may_send);
  ASSERT_EQ(offer(sdp("10.0.0.5", "a=sendonly\r\n")), Refusal::none);
  ASSERT_EQ(answer(sdp("168.86.128.10", "a=recvonly\r\n")), Refusal::none);
  EXPECT_TRUE(a().may_send);
  EXPECT_FALSE(b().may_send);
  agree();
  EXPECT_TRUE(b().may_send);
}

TEST_F(SessionTest, Rfc3264_8_4_ZeroAddress_NothingIsSentThere) {
  agree();
  EXPECT_FALSE(b().rtp_blocked || b().rtcp_blocked);
  ASSERT_EQ(offer(sdp("0.0.0.0"), Side::b), Refusal::none);
  ASSERT_EQ(answer(sdp("10.0.0.5"), Side::a), Refusal::none);
  EXPECT_TRUE(b().rtp_blocked && b().rtcp_blocked);
  EXPECT_FALSE(a().rtp_blocked || a().rtcp_blocked);
}

// Its key was refused by the library, so what left would leave in the clear.
TEST_F(SessionTest, BrokenSide_GetsNoKeepalive) {
  agree();
  now += seconds{20};
  b().broken = true;
  EXPECT_FALSE(session->keep_alive(now, Side::b, keys, sockets));
  EXPECT_TRUE(session->keep_alive(now, Side::a, keys, sockets));
  b().broken = false;
  EXPECT_TRUE(session->keep_alive(now, Side::b, keys, sockets));
  EXPECT_EQ(sockets.sent.size(), 2U);
}

TEST_F(SessionTest, Rfc6263_4_6_TypeThatWasOfferedAndNotAnswered_IsNoUnknownOne) {
  ASSERT_EQ(offer(sdp("10.0.0.5", "a=rtpmap:127 opus/48000/2\r\n", "0 127")), Refusal::none);
  ASSERT_EQ(answer(sdp("168.86.128.10")), Refusal::none);
  now += seconds{20};
  ASSERT_TRUE(session->keep_alive(now, Side::a, keys, sockets));
  EXPECT_EQ(sockets.sent.back().octets[1], 126);
}

// An SDP that names one of our own ports would make us talk to ourselves.
TEST_F(SessionTest, OwnPortInSdp_NothingIsSentThere) {
  std::string loop = sdp("192.0.2.10");
  loop.replace(loop.find("4000"), 4, "10004");
  ASSERT_EQ(offer(sdp("10.0.0.5")), Refusal::none);
  ASSERT_EQ(answer(loop), Refusal::none);
  EXPECT_TRUE(b().rtp_blocked && b().rtcp_blocked);
  EXPECT_FALSE(a().rtp_blocked);
}

TEST_F(SessionTest, Rfc3550_6_4_1_ClockRate_OfTheFirstSpeechCodec) {
  const std::string formats = "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:96 opus/48000/2\r\n";
  ASSERT_EQ(offer(sdp("10.0.0.5", formats, "101 96")), Refusal::none);
  ASSERT_EQ(answer(sdp("168.86.128.10", formats, "101 96")), Refusal::none);
  EXPECT_EQ(a().clock_rate, 48000u);
  EXPECT_EQ(b().clock_rate, 48000u);
  agree();
  EXPECT_EQ(a().clock_rate, 8000u);
}

TEST_F(SessionTest, MediaTimeout_TheLongerOfTheZonesFromTheAnswerOn) {
  ASSERT_EQ(offer(sdp("10.0.0.5")), Refusal::none);
  EXPECT_FALSE(session->is_silent(now + seconds{3600})) << "a phone may ring for long";
  agree();
  EXPECT_FALSE(session->is_silent(now + seconds{89}));
  EXPECT_TRUE(session->is_silent(now + seconds{90}));
  EXPECT_FALSE(session->is_silent(now + seconds{91})) << "said once per timeout";
  b().last_packet = now + seconds{100};
  EXPECT_FALSE(session->is_silent(now + seconds{189}));
  EXPECT_TRUE(session->is_silent(now + seconds{190}));
}

TEST_F(SessionTest, Destroyed_PortsGoBack) {
  EXPECT_EQ(bank->in_use(), 4u);
  EXPECT_EQ(sockets.open_ports.size(), 4u);
  session.reset();
  EXPECT_EQ(bank->in_use(), 0u);
  EXPECT_EQ(sockets.open_ports.size(), 4U);  // they rest, open for the next call
}

TEST_F(SessionTest, Statistics_OfEachSide) {
  a().packets = 3;
  b().dropped = 5;
  b().srtp_failures = 2;
  const Statistics figures = session->statistics();
  EXPECT_EQ(figures.from_a.packets, 3u);
  EXPECT_EQ(figures.from_b.packets, 0u);
  EXPECT_EQ(figures.from_b.dropped, 5u);
  EXPECT_EQ(figures.from_b.srtp_failures, 2u);
}

TEST_F(SessionTest, Statistics_SayWhereAndWhat) {
  const std::string formats = "a=rtpmap:101 telephone-event/8000\r\n";
  ASSERT_EQ(offer(sdp("10.0.0.5", formats, "8 101")), Refusal::none);
  ASSERT_EQ(answer(sdp("168.86.128.10", "a=rtpmap:97 telephone-event/8000\r\n", "8 97")), Refusal::none);
  EXPECT_EQ(a().kinds(8), PayloadKind::g711);
  EXPECT_EQ(a().kinds(101), PayloadKind::telephone_event);
  EXPECT_EQ(b().kinds(97), PayloadKind::telephone_event);
  EXPECT_EQ(b().kinds(101), PayloadKind::telephone_event) << "it may use the offer's number too";
  EXPECT_EQ(b().kinds(0), PayloadKind::other) << "not agreed on";
  const DirectionStatistics figures = session->statistics().from_b;
  EXPECT_EQ(figures.local, (Endpoint{Address::v4(192, 0, 2, 10), b().ports.number()}));
  EXPECT_EQ(figures.remote, (Endpoint{Address::v4(168, 86, 128, 10), 4000}));
  EXPECT_EQ(figures.codec, "") << "nothing was heard";
}

TEST_F(SessionTest, OneSideSilent_WhileTheOtherFlows) {
  session->watch(now);
  agree();
  for (std::uint16_t i = 0; i < 5; ++i) {
    session->watch(now);
    b().reception.on_packet(now, 7, i, 160U * i, 8000);
    now += seconds{1};
  }
  session->watch(now);
  const Statistics figures = session->statistics();
  EXPECT_EQ(figures.from_a.silence_ms, 5000u);
  EXPECT_EQ(figures.from_b.silence_ms, 0u);
  EXPECT_TRUE(figures.one_way());
  a().reception.on_packet(now, 9, 1, 0, 8000);
  EXPECT_FALSE(session->statistics().one_way());
}

TEST_F(SessionTest, Rfc3264_8_4_SilenceOfWhoMayNotSend_IsNone) {
  ASSERT_EQ(offer(sdp("10.0.0.5", "a=recvonly\r\n")), Refusal::none);
  ASSERT_EQ(answer(sdp("168.86.128.10", "a=sendonly\r\n")), Refusal::none);
  for (std::uint16_t i = 0; i < 5; ++i) {
    b().reception.on_packet(now, 7, i, 160U * i, 8000);
    session->watch(now);
    now += seconds{1};
  }
  EXPECT_EQ(session->statistics().from_a.silence_ms, 0u);
  EXPECT_FALSE(session->statistics().one_way());
}

TEST_F(SessionTest, News_AnyOfThem) {
  EXPECT_FALSE(session->news.any());
  for (bool Session::News::*one :
       {&Session::News::first_packet_a, &Session::News::first_packet_b, &Session::News::media_timeout}) {
    session->news = {};
    session->news.*one = true;
    EXPECT_TRUE(session->news.any());
  }
}

}  // namespace
}  // namespace trunkgate::media
