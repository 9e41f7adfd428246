// SPDX-License-Identifier: Apache-2.0
#include "media/tap_queue.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <memory>

#include "tests/media/support/house.h"

namespace trunkgate::media {
namespace {

constexpr Endpoint here{Address::v4(10, 0, 0, 2), 20000};
constexpr Endpoint there{Address::v4(10, 0, 0, 5), 4000};

bool readable(const TapQueue& queue) {
  pollfd poll_descriptor{queue.ready(), POLLIN, 0};
  return poll(&poll_descriptor, 1, 0) == 1;
}

TEST(TapQueue, Packets_ComeOutAsTheyWentIn) {
  TapQueue queue(1);
  EXPECT_FALSE(readable(queue));
  const Octets packet = rtp_packet(7);
  queue.on_packet(Instant{std::chrono::seconds{5}}, there, here, packet);
  EXPECT_TRUE(readable(queue));
  TappedPacket shown;
  ASSERT_TRUE(queue.pop(shown));
  EXPECT_EQ(shown.at, Instant{std::chrono::seconds{5}});
  EXPECT_EQ(shown.from, there);
  EXPECT_EQ(shown.to, here);
  EXPECT_EQ(Octets(shown.bytes().begin(), shown.bytes().end()), packet);
  EXPECT_FALSE(queue.pop(shown));
  EXPECT_FALSE(readable(queue));
}

TEST(TapQueue, SlowWriter_IsCountedNotWaitedFor) {
  TapQueue queue(1);
  for (std::size_t i = 0; i < tap_queue_size + 3; ++i) queue.on_packet({}, there, here, rtp_packet(1));
  EXPECT_EQ(queue.dropped(), 3U);
  queue.close();
  queue.on_packet({}, there, here, rtp_packet(1));
  EXPECT_EQ(queue.dropped(), 3U) << "nobody misses what comes after the end";
}

TEST(TapQueue, End_ComesWithTheLastSession) {
  TapQueue queue(2);
  queue.on_end();
  EXPECT_FALSE(queue.ended());
  TappedPacket shown;
  EXPECT_FALSE(queue.pop(shown));
  queue.on_end();
  EXPECT_TRUE(queue.ended());
  EXPECT_TRUE(readable(queue));
}

// A tap of a call with SRTP outside.
class TappedCall : public testing::Test {
 protected:
  TappedCall() {
    EXPECT_TRUE(house.set_up(phone, trunk));
    house.anchor->show_to(House::id, queue);
  }
  [[nodiscard]] std::vector<TappedPacket> shown() {
    std::vector<TappedPacket> all;
    for (TappedPacket packet; queue->pop(packet);) all.push_back(packet);
    return all;
  }
  House house{SrtpPolicy::required};
  Party phone{{Address::v4(10, 0, 0, 5), 4000}};
  Party trunk{{Address::v4(168, 86, 128, 10), 12000}, Suite::aes_cm_128_hmac_sha1_80};
  std::shared_ptr<TapQueue> queue = std::make_shared<TapQueue>(1);
};

TEST_F(TappedCall, Rfc3711_BothLegs_AreShownInTheClear) {
  const Octets spoken = rtp_packet(1);
  ASSERT_TRUE(house.rtp(trunk, spoken).verdict.forward);
  ASSERT_TRUE(house.rtp(phone, spoken).verdict.forward);
  const auto packets = shown();
  ASSERT_EQ(packets.size(), 4U);
  const Endpoint outside{Address::v4(192, 0, 2, 10), trunk.peer.rtp.port};
  EXPECT_EQ(packets[0].from, trunk.offer.rtp);
  EXPECT_EQ(packets[0].to, outside);
  EXPECT_EQ(packets[1].from, phone.peer.rtp);
  EXPECT_EQ(packets[1].to, phone.offer.rtp);
  EXPECT_EQ(packets[3].from, outside);
  EXPECT_EQ(packets[3].to, trunk.offer.rtp);
  for (const TappedPacket& packet : packets) EXPECT_EQ(Octets(packet.bytes().begin(), packet.bytes().end()), spoken);
}

TEST_F(TappedCall, Rtcp_IsShownOnItsPorts_AndStrangersAreNot) {
  ASSERT_TRUE(house.rtcp(phone, rtcp_packet()).verdict.forward);
  (void)house.packet(phone.peer.rtp, {Address::v4(198, 51, 100, 1), 9}, rtp_packet(1));
  const auto packets = shown();
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_EQ(packets[0].to, House::above(phone.peer.rtp));
  EXPECT_EQ(packets[1].to, House::above(trunk.offer.rtp));
}

TEST_F(TappedCall, EndOfTheCall_IsTold) {
  (void)house.command(CommandKind::remove);
  EXPECT_TRUE(queue->ended());
  const auto late = std::make_shared<TapQueue>(1);
  house.anchor->show_to(House::id, late);
  EXPECT_TRUE(late->ended()) << "nobody knows the call any more";
}

TEST_F(TappedCall, SecondTap_TakesThePlaceOfTheFirst) {
  const auto second = std::make_shared<TapQueue>(1);
  house.anchor->show_to(House::id, second);
  EXPECT_TRUE(queue->ended());
  (void)house.rtp(phone, rtp_packet(1));
  EXPECT_TRUE(shown().empty());
  TappedPacket packet;
  EXPECT_TRUE(second->pop(packet));
}

}  // namespace
}  // namespace trunkgate::media
