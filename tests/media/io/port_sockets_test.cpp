// SPDX-License-Identifier: Apache-2.0
#include "media/io/port_sockets.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "media/io/socket_io.h"
#include "media/limits.h"
#include "tests/media/io/udp_peer.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using Octets = std::vector<std::uint8_t>;

constexpr Address ours = Address::v4(127, 0, 0, 20);

// Sends all that comes in on port 0 out of port 2, both RTP ports, to `to`, and notes who sent it.
struct Relay : PacketHandler {
  Endpoint to;
  std::vector<Endpoint> sources;  // of what came in on port 2
  std::size_t failed = 0;

  Verdict on_packet(Instant, PortIndex port, const Endpoint& source, Packet&) override {
    if (port == 0) return {true, DropReason::no_session, 2, to};
    sources.push_back(source);
    return Verdict::drop(DropReason::stranger);
  }
  void on_dropped(PortIndex, DropReason, std::uint32_t count) override { failed += count; }
};

class ConnectedPortTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(io.open(0, {ours, 0}));
    ASSERT_TRUE(io.open(2, {ours, 0}));
    relay.to = party.local();
  }
  // One packet through us; as the party got it.
  std::optional<UdpPeer::Datagram> pass(const UdpPeer& to) {
    caller.send(io.local(0), Octets{1, 2});
    io.run_once(milliseconds{1000}, relay);
    return to.receive(1000);
  }
  void speak_for_a_second() {
    for (int i = 0; i < connect_after_packets; ++i) ASSERT_TRUE(pass(party));
  }
  // `brief` is connected to, closes its port, refuses one packet, of which an ICMP error tells us, and listens again.
  void go_deaf_for_a_packet() {
    const Endpoint home = brief->local();
    relay.to = home;
    for (int i = 0; i < connect_after_packets + 1; ++i) ASSERT_TRUE(pass(*brief));
    brief.reset();
    caller.send(io.local(0), Octets{1, 2});
    io.run_once(milliseconds{1000}, relay);
    brief.emplace(home.address, home.port);
  }
  void hear(const UdpPeer& from) {
    from.send(io.local(2), Octets{3, 4});
    io.run_once(milliseconds{1000}, relay);
  }
  // Whether somebody of our own user could bind the address of port 2, too, and take packets away.
  [[nodiscard]] bool can_be_shared() const {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    sockaddr_storage address{};
    const socklen_t length = write_socket_address(io.local(2), address);
    const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0;
    ::close(socket);
    return bound;
  }

  SocketIo io{4};
  Relay relay;
  UdpPeer caller{Address::v4(127, 0, 0, 10)};
  UdpPeer party{Address::v4(127, 0, 0, 40)};
  std::optional<UdpPeer> brief{Address::v4(127, 0, 0, 42)};
};

TEST_F(ConnectedPortTest, PartyThatIsSentToForASecond_GetsAllFromTheSamePortWithDscpEf) {
  speak_for_a_second();
  for (int i = 0; i < 3; ++i) {
    const auto got = pass(party);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->from, io.local(2));
    EXPECT_EQ(got->tos, 46 << 2);
    EXPECT_EQ(got->ttl, 64);
  }
}

TEST_F(ConnectedPortTest, Strangers_AreStillHeardBesideTheParty) {
  speak_for_a_second();
  const UdpPeer other_port{Address::v4(127, 0, 0, 40)};
  const UdpPeer other_host{Address::v4(127, 0, 0, 66)};
  for (const UdpPeer* from : {static_cast<const UdpPeer*>(&party), &other_port, &other_host}) hear(*from);
  EXPECT_EQ(relay.sources, (std::vector{party.local(), other_port.local(), other_host.local()}));
}

TEST_F(ConnectedPortTest, OtherParty_IsSentToFromItsFirstPacketOn) {
  speak_for_a_second();
  const UdpPeer next{Address::v4(127, 0, 0, 41)};
  relay.to = next.local();
  for (int i = 0; i < 2 * connect_after_packets; ++i) {
    const auto got = pass(next);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->from, io.local(2));
  }
  EXPECT_FALSE(party.receive(0));
  hear(next);
  hear(party);
  EXPECT_EQ(relay.sources, (std::vector{next.local(), party.local()}));
}

TEST_F(ConnectedPortTest, AddressOfAPort_CanNeverBeShared) {
  EXPECT_FALSE(can_be_shared());
  speak_for_a_second();
  EXPECT_FALSE(can_be_shared());
}

TEST_F(ConnectedPortTest, PartyThatRefusedAPacket_GetsTheNextAsSoonAsItListensAgain) {
  go_deaf_for_a_packet();
  ASSERT_TRUE(pass(*brief));
  EXPECT_EQ(relay.failed, 0U);
}

TEST_F(ConnectedPortTest, ErrorFromTheNetwork_DoesNotHideAPacketBehindIt) {
  go_deaf_for_a_packet();
  hear(*brief);
  EXPECT_EQ(relay.sources, std::vector{brief->local()});
}

TEST_F(ConnectedPortTest, ClosedPort_IsSilentAndCanBeOpenedAgain) {
  speak_for_a_second();
  const Endpoint before = io.local(2);
  io.close(2);
  party.send(before, Octets{3, 4});
  io.run_once(milliseconds{0}, relay);
  EXPECT_TRUE(relay.sources.empty());
  ASSERT_TRUE(io.open(2, before));
  hear(party);
  EXPECT_EQ(relay.sources, std::vector{party.local()});
}

class PortSocketsTest : public testing::Test {
 protected:
  // Whether port `index` has a connected socket after a second of packets to `to`.
  static bool connects(PortSockets& sockets, PortIndex index, const Endpoint& to) {
    int connected = -1;
    for (int i = 0; i < connect_after_packets; ++i) {
      EXPECT_EQ(connected, -1);
      sockets.begin_burst();
      connected = sockets.socket_toward(index, to);
    }
    return connected >= 0;
  }
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  const Endpoint someone{Address::v4(127, 0, 0, 40), 4000};
};

TEST_F(PortSocketsTest, RtpPorts_AreConnectedUpToTheBoundAndAgainWhenOneCloses) {
  PortSockets sockets{8, epoll, 1};
  for (const PortIndex index : {PortIndex{0}, PortIndex{1}, PortIndex{2}}) ASSERT_TRUE(sockets.open(index, {ours, 0}));
  EXPECT_FALSE(connects(sockets, 1, someone)) << "RTCP: a packet in some seconds";
  EXPECT_TRUE(connects(sockets, 0, someone));
  EXPECT_FALSE(connects(sockets, 2, someone));
  sockets.close(0);
  EXPECT_TRUE(connects(sockets, 2, {someone.address, 4002}));
}

TEST_F(PortSocketsTest, ClosedPort_HasNoSocketToSendOn) {
  PortSockets sockets{2, epoll, 1};
  EXPECT_FALSE(connects(sockets, 0, someone));
  ASSERT_TRUE(sockets.open(0, {ours, 0}));
  sockets.close(0);
  EXPECT_FALSE(connects(sockets, 0, someone));
}

TEST_F(PortSocketsTest, PortsThatAreDueTogether_AreConnectedOnePerBurst) {
  static_assert(connects_per_burst == 1);
  PortSockets sockets{6, epoll, 3};
  const std::array<PortIndex, 3> ports{0, 2, 4};
  for (const PortIndex index : ports) ASSERT_TRUE(sockets.open(index, {ours, 0}));
  std::vector<std::ptrdiff_t> connected;  // how many of them are, after each burst from the first that they are due in
  for (int burst = 1; burst < connect_after_packets + 3; ++burst) {
    sockets.begin_burst();
    const auto is_connected = [&](PortIndex index) { return sockets.socket_toward(index, someone) >= 0; };
    const auto count = std::ranges::count_if(ports, is_connected);
    if (burst >= connect_after_packets) connected.push_back(count);
  }
  EXPECT_EQ(connected, (std::vector<std::ptrdiff_t>{1, 2, 3}));
}

TEST_F(PortSocketsTest, PartiesInTurn_AreNotConnectedTo) {
  PortSockets sockets{2, epoll, 1};
  ASSERT_TRUE(sockets.open(0, {ours, 0}));
  for (int i = 0; i < 4 * connect_after_packets; ++i) {
    sockets.begin_burst();
    EXPECT_EQ(sockets.socket_toward(0, {someone.address, static_cast<std::uint16_t>(4000 + 2 * (i % 2))}), -1);
  }
}

}  // namespace
}  // namespace trunkgate::media
