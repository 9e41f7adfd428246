// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/connection_table.h"

#include <gtest/gtest.h>

#include "proxy/edge/clock.h"
#include "tests/proxy/edge/stream_house.h"

namespace trunkgate::proxy {
namespace {

DialTarget target_of(const StreamHouse& house, std::uint32_t peer) {
  return {Flow::dial(0, house.address, peer), loopback, "127.0.0.1"};
}

TEST(ConnectionTable, DialTwice_OneConnection) {
  StreamHouse house;
  Connection* first = house.connections.dial(target_of(house, 1), nullptr);
  EXPECT_EQ(house.connections.dial(target_of(house, 1), nullptr), first);
  EXPECT_EQ(house.connections.size(), 1U);
}

// CVE-2020-15260: a connection opened for one host name carried another's calls, because only the address was compared.
TEST(ConnectionTable, SameAddressOtherPeer_ConnectionOfItsOwn) {
  StreamHouse house;
  Connection* first = house.connections.dial(target_of(house, 1), nullptr);
  EXPECT_NE(house.connections.dial(target_of(house, 2), nullptr), first);
}

TEST(ConnectionTable, SentWhileConnecting_ArrivesInOrder) {
  StreamHouse house;
  Connection* dialed = house.connections.dial(target_of(house, 1), nullptr);
  ASSERT_TRUE(dialed->send(options_request("one")));
  ASSERT_TRUE(dialed->send(options_request("two")));
  ASSERT_TRUE(house.serve_until([&] { return house.messages.size() == 2; }));
  EXPECT_EQ(house.messages, (std::vector{options_request("one"), options_request("two")}));
  EXPECT_EQ(house.flows[0].worker, 3);
  EXPECT_TRUE(house.flows[0].is_connection());
}

TEST(ConnectionTable, ConnectRefused_ToldWithTheDialFlow) {
  StreamHouse house;
  house.listener->stop();
  const DialTarget target = target_of(house, 1);
  Connection* dialed = house.connections.dial(target, nullptr);
  ASSERT_TRUE(dialed->send(options_request("lost")));
  EXPECT_TRUE(house.closed.empty()) << "told from inside send()";
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::connect_failed);
  EXPECT_EQ(house.closed[0].dial_flow, target.flow);
  EXPECT_EQ(house.connections.find_dialed(target.flow), nullptr);
}

TEST(ConnectionTable, NoAnswerToConnect_GivenUpAfterFourSeconds) {
  StreamHouse house;
  Connection* dialed = house.connections.dial(target_of(house, 1), nullptr);
  dialed->check_timeouts(clock_now() + std::chrono::seconds(3));
  EXPECT_FALSE(dialed->ending());
  dialed->check_timeouts(clock_now() + std::chrono::seconds(4));
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::connect_timeout);
}

TEST(ConnectionTable, HandleOfAClosedConnection_NeverMeetsItsSuccessor) {
  StreamHouse house;
  Connection* first = house.connections.dial(target_of(house, 1), nullptr);
  const std::uint32_t handle = first->flow().connection;
  first->close(CloseCause::closed_here);
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  Connection* second = house.connections.dial(target_of(house, 1), nullptr);
  EXPECT_NE(second->flow().connection, handle);
  EXPECT_EQ(house.connections.find(handle), nullptr);
}

TEST(ConnectionTable, OneSource_HoldsNoMoreThanItsShare) {
  StreamHouse house;
  const Endpoint source{*parse_ip("198.51.100.7"), 1};
  for (std::size_t i = 0; i < connection_per_source_max; ++i) {
    ASSERT_NE(house.connections.accept(0, source, boost::asio::ip::tcp::socket(house.io), nullptr), nullptr);
  }
  EXPECT_EQ(house.connections.accept(0, source, boost::asio::ip::tcp::socket(house.io), nullptr), nullptr);
  const Endpoint other{*parse_ip("198.51.100.8"), 1};
  EXPECT_NE(house.connections.accept(0, other, boost::asio::ip::tcp::socket(house.io), nullptr), nullptr);
}

}  // namespace
}  // namespace trunkgate::proxy
