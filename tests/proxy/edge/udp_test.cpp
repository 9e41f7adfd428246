// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/udp.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <string>

#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {
namespace {

/// One UDP socket on a free port of a loopback address.
struct UdpEnd {
  explicit UdpEnd(const char* address) {
    Config config;
    config.listeners.push_back({0, Transport::udp, {*parse_ip(address), 0}});
    BoundSockets bound = bind_listeners(config, 1);
    EXPECT_EQ(bound.error, "");
    socket = std::move(bound.sockets[0][0]);
    local = bound.local[0];
  }
  [[nodiscard]] bool readable() const {
    pollfd waiting{socket.get(), POLLIN, 0};
    return poll(&waiting, 1, 10'000) == 1;
  }
  Descriptor socket;
  Endpoint local;
};

std::string text(const Datagram& datagram) { return {datagram.bytes.begin(), datagram.bytes.end()}; }

class UdpTest : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Families, UdpTest, testing::Values("127.0.0.1", "::1"));

TEST_P(UdpTest, Batch_ArrivesWholeWithItsSource) {
  UdpEnd near(GetParam());
  UdpEnd far(GetParam());
  DatagramBatch batch(near.socket.get());
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(batch.add(far.local, std::string_view("message " + std::to_string(i))));
  }
  const SendReport report = batch.flush();
  EXPECT_EQ(report.dropped, 0U);
  EXPECT_FALSE(report.unreachable);
  EXPECT_TRUE(batch.empty());

  DatagramPool pool;
  std::vector<std::string> received;
  while (received.size() < 40) {
    ASSERT_TRUE(far.readable());
    for (const Datagram& datagram : pool.receive(far.socket.get())) {
      EXPECT_EQ(datagram.remote, near.local);
      EXPECT_FALSE(datagram.truncated);
      received.push_back(text(datagram));
    }
  }
  for (int i = 0; i < 40; ++i) EXPECT_EQ(received[static_cast<std::size_t>(i)], "message " + std::to_string(i));
  EXPECT_TRUE(pool.receive(far.socket.get()).empty());
}

TEST_P(UdpTest, LargestDatagram_ArrivesWhole) {
  UdpEnd near(GetParam());
  UdpEnd far(GetParam());
  const std::string large(65'000, 'x');
  DatagramBatch batch(near.socket.get());
  ASSERT_TRUE(batch.add(far.local, large));
  (void)batch.flush();
  DatagramPool pool;
  ASSERT_TRUE(far.readable());
  const auto received = pool.receive(far.socket.get());
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(text(received[0]), large);
}

TEST(Udp, FullBatch_RefusesUntilFlushed) {
  UdpEnd near("127.0.0.1");
  UdpEnd far("127.0.0.1");
  DatagramBatch batch(near.socket.get());
  for (std::size_t i = 0; i < send_batch_max; ++i) ASSERT_TRUE(batch.add(far.local, std::string_view("x")));
  EXPECT_FALSE(batch.add(far.local, std::string_view("x")));
  (void)batch.flush();
  EXPECT_TRUE(batch.add(far.local, std::string_view("x")));
}

TEST(Udp, OneThatCannotBeSent_DoesNotHoldUpTheOthers) {
  UdpEnd near("127.0.0.1");
  UdpEnd far("127.0.0.1");
  const Endpoint nowhere{*parse_ip("::1"), 5060};  // no way there from an IPv4 socket
  DatagramBatch batch(near.socket.get());
  ASSERT_TRUE(batch.add(nowhere, std::string_view("lost")));
  ASSERT_TRUE(batch.add(far.local, std::string_view("arrives")));
  const SendReport report = batch.flush();
  EXPECT_TRUE(report.unreachable);
  EXPECT_EQ(report.unreachable_remote, nowhere);
  DatagramPool pool;
  ASSERT_TRUE(far.readable());
  EXPECT_EQ(text(pool.receive(far.socket.get())[0]), "arrives");
}

}  // namespace
}  // namespace trunkgate::proxy
