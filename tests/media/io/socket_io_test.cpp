// SPDX-License-Identifier: Apache-2.0
#include "media/io/socket_io.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "tests/media/io/udp_peer.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using Octets = std::vector<std::uint8_t>;

constexpr Address ours = Address::v4(127, 0, 0, 20);
constexpr Address theirs = Address::v4(127, 0, 0, 10);

// Sends all that comes in on port 0 out of port 1 to `to`, with its first octet raised by one.
struct Relay : PacketHandler {
  std::vector<int> readable;
  Endpoint to;
  std::vector<Instant> times;
  std::vector<Endpoint> sources;
  std::vector<DropReason> drops;
  PortIndex last_port = 0;

  Verdict on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) override {
    times.push_back(now);
    sources.push_back(source);
    last_port = port;
    if (packet.size == 0) return Verdict::drop(DropReason::malformed);
    ++packet.octets[0];
    return {true, DropReason::no_session, 1, to};
  }
  void on_readable(Instant, int descriptor) override { readable.push_back(descriptor); }
  void on_dropped(PortIndex, DropReason reason, std::uint32_t count) override {
    drops.insert(drops.end(), count, reason);
  }
};

class SocketIoTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(io.open(0, {ours, 0}));
    ASSERT_TRUE(io.open(1, {ours, 0}));
    relay.to = right.local();
  }
  SocketIo io{4};
  Relay relay;
  UdpPeer left{theirs};
  UdpPeer right{Address::v4(127, 0, 0, 40)};
};

TEST_F(SocketIoTest, Datagram_IsChangedInPlaceAndSentFromTheOtherPort) {
  left.send(io.local(0), Octets{7, 8, 9});
  io.run_once(milliseconds{1000}, relay);
  const auto got = right.receive(1000);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->octets, (Octets{8, 8, 9}));
  EXPECT_EQ(got->from, io.local(1));
  EXPECT_EQ(relay.sources, std::vector{left.local()});
}

TEST_F(SocketIoTest, DatagramsLeave_WithDscpEfAndTtl64) {
  left.send(io.local(0), Octets{1, 2});
  io.run_once(milliseconds{1000}, relay);
  const auto got = right.receive(1000);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->tos, 46 << 2);
  EXPECT_EQ(got->ttl, 64);
}

TEST_F(SocketIoTest, OneTurn_ReadsABatchUnderOneClockReading) {
  for (std::uint8_t i = 0; i < batch_size_max; ++i) left.send(io.local(0), Octets{i, i});
  io.run_once(milliseconds{1000}, relay);
  ASSERT_EQ(relay.times.size(), batch_size_max);
  EXPECT_EQ(relay.times.front(), relay.times.back());
  for (std::uint8_t i = 0; i < batch_size_max; ++i) {
    const auto got = right.receive(1000);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->octets, (Octets{static_cast<std::uint8_t>(i + 1), i}));  // in order
  }
}

TEST_F(SocketIoTest, MoreThanABatch_IsReadInTheTurnsThatFollowThoughNothingElseComes) {
  for (std::size_t i = 0; i < 2 * batch_size_max + 3; ++i) left.send(io.local(0), Octets{1, 2});
  for (const std::size_t read : {batch_size_max, 2 * batch_size_max, 2 * batch_size_max + 3}) {
    io.run_once(milliseconds{1000}, relay);
    EXPECT_EQ(relay.sources.size(), read);
  }
}

TEST_F(SocketIoTest, MoreThanABurst_LeavesWholeEachPortInOrder) {
  ASSERT_TRUE(io.open(2, {ours, 0}));
  ASSERT_TRUE(io.open(3, {ours, 0}));
  for (std::uint8_t i = 0; i < batch_size_max; ++i) {
    for (const PortIndex port : {PortIndex{0}, PortIndex{2}, PortIndex{3}}) {
      left.send(io.local(port), Octets{i, static_cast<std::uint8_t>(port)});
    }
  }
  io.run_once(milliseconds{1000}, relay);
  std::array<std::uint8_t, 4> next{};
  for (std::size_t i = 0; i < 3 * batch_size_max; ++i) {
    const auto got = right.receive(1000);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->octets[0], ++next[got->octets[1]]);
  }
  EXPECT_FALSE(right.receive(0));
}

TEST_F(SocketIoTest, UnderLoad_EveryPacketIsReadAndWakeIsHeard) {
  const Instant end = std::chrono::steady_clock::now() + milliseconds{50};
  std::size_t sent = 0;
  for (; std::chrono::steady_clock::now() < end; ++sent) {
    left.send(io.local(0), Octets{1, 2});
    io.run_once(milliseconds{0}, relay);  // a wait of 0 is none for gathering either
  }
  EXPECT_EQ(relay.sources.size(), sent);
  io.wake();
  io.run_once(milliseconds{60'000}, relay);
  left.send(io.local(0), Octets{1, 2});
  left.send(io.local(0), Octets{1, 2});
  io.run_once(milliseconds{60'000}, relay);
  EXPECT_EQ(relay.sources.size(), sent + 2);
}

TEST_F(SocketIoTest, OversizedDatagram_IsDroppedWholeNotCut) {
  left.send(io.local(0), Octets(packet_size_max + 1, 0x80));
  left.send(io.local(0), Octets(packet_size_max, 0x80));
  io.run_once(milliseconds{1000}, relay);
  EXPECT_EQ(relay.drops, std::vector{DropReason::oversized});
  const auto got = right.receive(1000);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->octets.size(), packet_size_max);
  EXPECT_FALSE(right.receive(0));
}

TEST_F(SocketIoTest, EmptyDatagram_ReachesTheHandler) {
  left.send(io.local(0), Octets{});
  io.run_once(milliseconds{1000}, relay);
  EXPECT_EQ(relay.sources.size(), 1U);
}

TEST_F(SocketIoTest, RefusedDatagram_IsCountedAndTheNextOnesPass) {
  relay.to = {Address::v4(127, 0, 0, 40), 0};  // port 0 cannot be sent to
  left.send(io.local(0), Octets{1, 2});
  io.run_once(milliseconds{1000}, relay);
  EXPECT_EQ(relay.drops, std::vector{DropReason::send_failed});
  relay.to = right.local();
  left.send(io.local(0), Octets{1, 2});
  io.run_once(milliseconds{1000}, relay);
  EXPECT_TRUE(right.receive(1000));
}

TEST_F(SocketIoTest, PacketOfOurOwn_LeavesFromItsPortWithDscpEfAndTtl64) {
  Octets octets{9, 8, 7};
  ASSERT_TRUE(io.send(1, {octets.data(), octets.size()}, right.local()));
  const auto got = right.receive(1000);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->octets, octets);
  EXPECT_EQ(got->from, io.local(1));
  EXPECT_EQ(got->tos, 46 << 2);
  EXPECT_EQ(got->ttl, 64);
}

TEST_F(SocketIoTest, PacketOfOurOwnThatIsRefused_IsSaid) {
  Octets octets{9, 8, 7};
  EXPECT_FALSE(io.send(1, {octets.data(), octets.size()}, {Address::v4(127, 0, 0, 40), 0}));
}

TEST_F(SocketIoTest, TakenPort_IsNotOpened) {
  const UdpPeer squatter{ours};
  EXPECT_FALSE(io.open(2, squatter.local()));
  EXPECT_TRUE(io.open(2, {ours, 0}));
}

TEST_F(SocketIoTest, ClosedPort_IsSilentAndCanBeOpenedAgain) {
  const Endpoint before = io.local(0);
  left.send(before, Octets{1, 2});
  io.close(0);
  io.run_once(milliseconds{0}, relay);
  EXPECT_TRUE(relay.sources.empty());
  ASSERT_TRUE(io.open(0, before));
  left.send(before, Octets{3, 4});
  io.run_once(milliseconds{1000}, relay);
  EXPECT_EQ(relay.sources.size(), 1U);
}

TEST_F(SocketIoTest, WatchedDescriptor_IsToldOfUntilItIsReadBesidePackets) {
  const Bell bell;
  io.watch(bell.descriptor());
  bell.ring();
  io.run_once(milliseconds{60'000}, relay);
  io.run_once(milliseconds{60'000}, relay);
  EXPECT_EQ(relay.readable, (std::vector{bell.descriptor(), bell.descriptor()}));
  bell.hush();
  left.send(io.local(0), Octets{7});
  io.run_once(milliseconds{60'000}, relay);
  EXPECT_EQ(relay.readable.size(), 2U);
  EXPECT_EQ(relay.sources.size(), 1U);
}

TEST_F(SocketIoTest, Wake_EndsTheWait) {
  io.wake();
  io.run_once(milliseconds{60'000}, relay);  // returns at once, or the test runs into its time limit
  std::thread other{[this] { io.wake(); }};
  io.run_once(milliseconds{60'000}, relay);
  other.join();
  EXPECT_TRUE(relay.sources.empty());
}

}  // namespace
}  // namespace trunkgate::media
