// SPDX-License-Identifier: Apache-2.0
// A side that nothing is relayed to hears from us nevertheless: RFC 6263 §4.6.
#include <gtest/gtest.h>

#include <set>

#include "media/anchor.h"
#include "media/rtp/header.h"
#include "metrics/counters.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Sent = std::vector<PaperPorts::Sent>;

constexpr Suite suites[] = {Suite::aes_cm_128_hmac_sha1_80, Suite::aes_cm_128_hmac_sha1_32,
                            Suite::aes_256_cm_hmac_sha1_80, Suite::aes_256_cm_hmac_sha1_32,
                            Suite::aead_aes_128_gcm,        Suite::aead_aes_256_gcm};

/// A call of which both zones want a keepalive after 20 s.
class AnchorKeepalive : public testing::Test {
 protected:
  void every(ZoneIndex zone, seconds interval) { house.config.zones[zone].keepalive = interval; }
  /// Looks once a second, as a worker does, with `each` after the second has passed.
  template <class Each>
  void pass(int count, Each each) {
    for (int i = 0; i < count; ++i) {
      house.now += seconds{1};
      each(static_cast<std::uint16_t>(i));
      house.look();
    }
  }
  void pass(int count) {
    pass(count, [](std::uint16_t) {});
  }
  [[nodiscard]] Sent sent_to(const Endpoint& to) const {
    Sent found;
    for (const PaperPorts::Sent& sent : house.ports.sent) {
      if (sent.to == to) found.push_back(sent);
    }
    return found;
  }

  House house;
  Party a = phone();
  Party b = trunk();
};

TEST_F(AnchorKeepalive, NothingSent_IsDueAfterTheIntervalAndAfterEachFurtherOne) {
  every(House::corporate, seconds{0});
  ASSERT_TRUE(house.set_up(a, b));
  pass(19);
  EXPECT_TRUE(house.ports.sent.empty());
  pass(1);
  ASSERT_EQ(house.ports.sent.size(), 1U);
  pass(19);
  EXPECT_EQ(house.ports.sent.size(), 1U);
  pass(1);
  ASSERT_EQ(house.ports.sent.size(), 2U);
  EXPECT_EQ(house.ports.sent[0].to, trunk_rtp);
  EXPECT_EQ(house.ports.sent[0].via, (Endpoint{Address::v4(192, 0, 2, 10), b.peer.rtp.port}));
  const RtpHeader first = read_rtp_header(house.ports.sent[0].octets).value();
  const RtpHeader second = read_rtp_header(house.ports.sent[1].octets).value();
  EXPECT_EQ(second.ssrc, first.ssrc);
  EXPECT_EQ(second.sequence, static_cast<std::uint16_t>(first.sequence + 1));
}

TEST_F(AnchorKeepalive, OnlyThatSideHearsThatNothingIsRelayedTo) {
  ASSERT_TRUE(house.set_up(a, b));
  pass(65, [&](std::uint16_t i) { (void)house.rtp(b, rtp_packet(i)); });  // a mute phone
  EXPECT_TRUE(sent_to(phone_rtp).empty());
  EXPECT_EQ(sent_to(trunk_rtp).size(), 3U);
}

TEST_F(AnchorKeepalive, WhilePacketsFlow_NoneAndAfterTheLastOneItIsDue) {
  ASSERT_TRUE(house.set_up(a, b));
  pass(60, [&](std::uint16_t i) {
    (void)house.rtp(a, rtp_packet(i));
    (void)house.rtp(b, rtp_packet(i));
  });
  pass(19);
  EXPECT_TRUE(house.ports.sent.empty());
  pass(1);
  EXPECT_EQ(sent_to(phone_rtp).size(), 1U);
  EXPECT_EQ(sent_to(trunk_rtp).size(), 1U);
}

// It is RTP that Twilio wants: RTCP goes to another port, and what was dropped did not go anywhere.
TEST_F(AnchorKeepalive, RtcpAndDroppedPackets_PutNothingOff) {
  ASSERT_TRUE(house.set_up(a, b));
  pass(20, [&](std::uint16_t i) {
    ASSERT_TRUE(house.rtcp(a, rtcp_packet()).verdict.forward);
    (void)house.packet(a.peer.rtp, {Address::v4(198, 51, 100, 1), 9}, rtp_packet(i));
  });
  EXPECT_EQ(sent_to(trunk_rtp).size(), 1U);
}

TEST_F(AnchorKeepalive, BeforeTheFirstAnswer_None) {
  ASSERT_EQ(house.offer(Side::a, a).kind, EventKind::sdp);
  pass(90);
  EXPECT_TRUE(house.ports.sent.empty());
  b.told(house.offer(Side::a, a).sdp.view());
  ASSERT_EQ(house.answer(Side::b, b).kind, EventKind::sdp);
  pass(19);
  EXPECT_TRUE(house.ports.sent.empty()) << "silence counts from the answer";
  pass(1);
  EXPECT_EQ(house.ports.sent.size(), 2U);
}

TEST_F(AnchorKeepalive, Zero_TurnsItOffForThatZone) {
  every(House::carrier, seconds{0});
  ASSERT_TRUE(house.set_up(a, b));
  pass(120);
  EXPECT_TRUE(sent_to(trunk_rtp).empty());
  EXPECT_EQ(sent_to(phone_rtp).size(), 6U);
}

// RFC 6263 §4.6: no media is sent, so the direction does not forbid it.
TEST_F(AnchorKeepalive, HeldCall_HearsOnInEitherDirection) {
  for (const auto& [offered, answered] :
       {std::pair{"inactive", "inactive"}, std::pair{"sendonly", "recvonly"}, std::pair{"recvonly", "sendonly"}}) {
    a.offer.direction = offered;
    b.offer.direction = answered;
    ASSERT_TRUE(house.set_up(a, b)) << offered;
    const std::size_t before = house.ports.sent.size();
    pass(20);
    EXPECT_EQ(house.ports.sent.size(), before + 2) << offered;
  }
}

TEST_F(AnchorKeepalive, SideThatMustNotBeSentTo_HearsNothingUntilItMay) {
  ASSERT_TRUE(house.set_up(a, b));
  a.offer.rtp = {Address::v4(0, 0, 0, 0), 4000};  // RFC 3264 §8.4
  ASSERT_TRUE(house.set_up(a, b));
  pass(60);
  EXPECT_EQ(house.ports.sent.size(), sent_to(trunk_rtp).size());
  a.offer.rtp = {Address::v4(192, 0, 2, 10), 10008};  // a port of our own
  ASSERT_TRUE(house.set_up(a, b));
  pass(60);
  a.offer.rtp = {Address::v4(224, 0, 0, 5), 4000};
  ASSERT_TRUE(house.set_up(a, b));
  pass(60);
  EXPECT_EQ(house.ports.sent.size(), sent_to(trunk_rtp).size());
  EXPECT_EQ(sent_to(trunk_rtp).size(), 9U);
  a.offer.rtp = phone_rtp;
  ASSERT_TRUE(house.set_up(a, b));
  pass(1);
  EXPECT_EQ(sent_to(phone_rtp).size(), 1U);
}

TEST_F(AnchorKeepalive, LatchedSource_IsWhereItGoes) {
  ASSERT_TRUE(house.set_up(a, b));
  const Endpoint behind_nat{phone_rtp.address, 4444};
  ASSERT_TRUE(house.packet(a.peer.rtp, behind_nat, rtp_packet(1)).verdict.forward);
  pass(20);
  EXPECT_TRUE(sent_to(phone_rtp).empty());
  EXPECT_EQ(sent_to(behind_nat).size(), 1U);
}

TEST_F(AnchorKeepalive, PayloadType_IsNoneThatEitherSideNamed) {
  a.offer.telephone_event = 127;
  b.offer.telephone_event = 126;
  ASSERT_TRUE(house.set_up(a, b));
  pass(20);
  ASSERT_EQ(house.ports.sent.size(), 2U);
  for (const PaperPorts::Sent& sent : house.ports.sent) EXPECT_EQ(read_rtp_header(sent.octets)->payload_type, 125);
}

TEST_F(AnchorKeepalive, RefusedByTheKernel_IsTriedAgainAtTheNextLook) {
  ASSERT_TRUE(house.set_up(a, b));
  house.ports.refuses = true;
  pass(25);
  house.ports.refuses = false;
  pass(1);
  EXPECT_EQ(house.ports.sent.size(), 2U);
}

TEST_F(AnchorKeepalive, RemovedSession_SendsNone) {
  ASSERT_TRUE(house.set_up(a, b));
  pass(19);
  (void)house.command(CommandKind::remove);
  pass(60);
  EXPECT_TRUE(house.ports.sent.empty());
}

TEST_F(AnchorKeepalive, IsNoLifeSignAndNoFirstPacket) {
  ASSERT_TRUE(house.set_up(a, b));
  EventList events;
  pass(59);
  (void)house.anchor->deliver_events(events);
  EXPECT_TRUE(events.entries.empty());
  pass(1);
  (void)house.anchor->deliver_events(events);
  ASSERT_EQ(events.entries.size(), 1U);
  EXPECT_EQ(events.entries[0].event.kind, EventKind::media_timeout);
  EXPECT_EQ(house.ports.sent.size(), 6U);
}

TEST_F(AnchorKeepalive, Figures_CountItApartAndNotAsRelayed) {
  metrics::Labels labels;
  labels.zones = {"corporate", "carrier"};
  labels.rtp_drops.assign(drop_reason_names.begin(), drop_reason_names.end());
  metrics::Counters counters{labels};
  House counted{&counters, SrtpPolicy::off};
  ASSERT_TRUE(counted.set_up(a, b));
  (void)counted.rtp(a, rtp_packet(1));
  counted.now += seconds{20};
  counted.look();
  counted.ports.refuses = true;
  counted.now += seconds{20};
  counted.look();
  using metrics::Counter;
  using metrics::Direction;
  for (const ZoneIndex zone : {House::corporate, House::carrier}) {
    EXPECT_EQ(counters.value(Counter::rtp_keepalives, {zone}), 1U);
    EXPECT_EQ(counters.value(Counter::rtp_drops, {zone, DropReason::send_failed}), 0U);
  }
  EXPECT_EQ(counters.value(Counter::rtp_packets, {House::carrier, Direction::out}), 1U);
  EXPECT_EQ(counters.value(Counter::rtp_packets, {House::corporate, Direction::out}), 0U);
  const Statistics statistics = counted.command(CommandKind::query).statistics;
  EXPECT_EQ(statistics.from_a.packets, 1U);
  EXPECT_EQ(statistics.from_b.packets, 0U);
  EXPECT_EQ(statistics.from_b.expected, 0U);
  EXPECT_EQ(statistics.from_b.ssrc, 0U);
  EXPECT_EQ(statistics.from_b.last_packet_s, 0U);
}

struct Shown : PacketTap {
  std::vector<Octets> packets;
  std::vector<Endpoint> to;
  void on_packet(Instant, const Endpoint&, const Endpoint& where, std::span<const std::uint8_t> packet) override {
    packets.emplace_back(packet.begin(), packet.end());
    to.push_back(where);
  }
  void on_end() override {}
};

class SecureKeepalive : public testing::TestWithParam<Suite> {
 protected:
  SecureKeepalive()
      : house(nullptr, SrtpPolicy::required, {std::string(suite_row(GetParam()).sdes_name)}),
        b(trunk_rtp, GetParam(), 33) {
    house.config.zones[House::corporate].keepalive = seconds{0};
  }
  /// The keepalive that is due now, as it leaves.
  Octets next() {
    house.now += seconds{20};
    house.look();
    if (house.ports.sent.empty()) return {};
    Octets octets = house.ports.sent.back().octets;
    house.ports.sent.clear();
    return octets;
  }

  House house;
  Party a = phone();
  Party b;
};

TEST_P(SecureKeepalive, OpensWithOurKeyAndIsASourceOfItsOwn) {
  ASSERT_TRUE(house.set_up(a, b));
  const auto shown = std::make_shared<Shown>();
  house.anchor->show_to(House::id, shown);
  std::set<std::uint32_t> sources;
  for (int i = 0; i < 3; ++i) {
    const Octets sealed = next();
    ASSERT_EQ(sealed.size(), rtp_header_size_min + suite_row(GetParam()).rtp_tag_size);
    const Octets opened = b.open(sealed);
    ASSERT_EQ(opened.size(), rtp_header_size_min) << "does not open";
    sources.insert(read_rtp_header(opened)->ssrc);
    ASSERT_FALSE(shown->packets.empty());
    EXPECT_EQ(shown->packets.back(), opened) << "a tap is shown it in the clear";
    EXPECT_EQ(shown->to.back(), trunk_rtp);
  }
  EXPECT_EQ(sources.size(), 1U);
  EXPECT_FALSE(sources.contains(0x1234)) << "the SSRC of rtp_packet()";
}

// What is relayed goes on where it was: no number is skipped or used twice, the roll-over counter stays.
TEST_P(SecureKeepalive, RelayedStream_IsNotDisturbed) {
  ASSERT_TRUE(house.set_up(a, b));
  for (std::uint32_t i = 65400; i < 65600; ++i) {
    const auto sequence = static_cast<std::uint16_t>(i);
    if (i % 50 == 0) {
      ASSERT_FALSE(b.open(next()).empty()) << i;
    }
    const House::Outcome outcome = house.rtp(a, rtp_packet(sequence));
    ASSERT_TRUE(outcome.verdict.forward) << i;
    ASSERT_EQ(b.open(outcome.octets), rtp_packet(sequence)) << i;
  }
}

TEST_P(SecureKeepalive, NewKey_IsUsedAtOnce) {
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_FALSE(b.open(next()).empty());
  const MasterKey before = b.peer.key;
  b.offer.rtp.port += 2;  // who moved gets fresh keys with our next body
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_FALSE(b.peer.key == before);
  EXPECT_FALSE(b.open(next()).empty());
}

TEST_P(SecureKeepalive, AllSourcesOfTheKeyAreInUse_NoneLeavesInTheClear) {
  ASSERT_TRUE(house.set_up(a, b));
  for (std::uint32_t ssrc = 1; ssrc <= ssrc_count_max; ++ssrc) {
    ASSERT_TRUE(house.rtp(a, rtp_packet(1, ssrc)).verdict.forward);
  }
  EXPECT_TRUE(next().empty());
  EXPECT_TRUE(house.rtp(a, rtp_packet(2, 7)).verdict.forward);
}

INSTANTIATE_TEST_SUITE_P(EverySuite, SecureKeepalive, testing::ValuesIn(suites));

}  // namespace
}  // namespace trunkgate::media
