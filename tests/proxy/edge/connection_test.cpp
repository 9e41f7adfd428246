// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/connection.h"

#include <gtest/gtest.h>

#include "proxy/edge/clock.h"
#include "tests/proxy/edge/stream_house.h"

namespace trunkgate::proxy {
namespace {

namespace asio = boost::asio;

class ConnectionTest : public testing::Test {
 protected:
  /// The connection at our end of a socket that has just connected.
  Connection& accepted() {
    EXPECT_TRUE(house.serve_until([&] { return !house.accepted.empty(); }));
    return *house.connections.find(house.accepted.back().connection);
  }
  StreamHouse house;
};

using Rfc3261_18_3 = ConnectionTest;
using Rfc5626_4_4_1 = ConnectionTest;
using ConnectionLife = ConnectionTest;

TEST_F(Rfc3261_18_3, MessageInSingleBytes_IsOneMessage) {
  auto socket = house.connect();
  const std::string request = options_request("one", "some body");
  for (const char byte : request) {
    asio::write(socket, asio::buffer(&byte, 1));
    house.io.restart();
    house.io.poll();
  }
  ASSERT_TRUE(house.serve_until([&] { return !house.messages.empty(); }));
  EXPECT_EQ(house.messages, std::vector{request});
}

TEST_F(Rfc3261_18_3, TwoMessagesAndAHalfInOneRead_AreCutApart) {
  auto socket = house.connect();
  const std::string third = options_request("three");
  asio::write(socket, asio::buffer(options_request("one", "body") + options_request("two") + third.substr(0, 40)));
  ASSERT_TRUE(house.serve_until([&] { return house.messages.size() == 2; }));
  asio::write(socket, asio::buffer(third.substr(40)));
  ASSERT_TRUE(house.serve_until([&] { return house.messages.size() == 3; }));
  EXPECT_EQ(house.messages[0], options_request("one", "body"));
  EXPECT_EQ(house.messages[1], options_request("two"));
  EXPECT_EQ(house.messages[2], third);
}

TEST_F(Rfc3261_18_3, MessageOfTheLargestSize_PassesWhole) {
  auto socket = house.connect();
  const std::string request = options_request("large", std::string(60'000, 'x'));
  bool written = false;
  asio::async_write(socket, asio::buffer(request), [&](const auto&, std::size_t) { written = true; });
  ASSERT_TRUE(house.serve_until([&] { return written && !house.messages.empty(); }));
  EXPECT_EQ(house.messages[0], request);
}

TEST_F(Rfc3261_18_3, NoContentLength_ClosesAndSaysWhy) {
  auto socket = house.connect();
  asio::write(socket, asio::buffer(std::string("OPTIONS sip:a@b SIP/2.0\r\nCall-ID: x\r\n\r\n")));
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.malformed, std::vector{sip::ParseError::missing_content_length});
  EXPECT_EQ(house.closed[0].cause, CloseCause::malformed);
  EXPECT_TRUE(house.messages.empty());
}

TEST_F(Rfc3261_18_3, NegativeContentLength_HeadGoesUpForIts400AndTheStreamEnds) {
  auto socket = house.connect();
  const std::string head = "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: x\r\nContent-Length: -1\r\n\r\n";
  asio::write(socket, asio::buffer(head + "INVITE smuggled"));
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.messages, std::vector{head});
  EXPECT_EQ(house.closed[0].cause, CloseCause::malformed);
}

TEST_F(Rfc5626_4_4_1, PingSplitOverTwoReads_OnePong) {
  auto socket = house.connect();
  asio::write(socket, asio::buffer("\r\n", 2));
  accepted();
  house.io.restart();
  house.io.poll();
  asio::write(socket, asio::buffer("\r\n", 2));
  EXPECT_EQ(house.read(socket, 2), "\r\n");
  asio::write(socket, asio::buffer(options_request("after the ping")));
  ASSERT_TRUE(house.serve_until([&] { return !house.messages.empty(); }));
  EXPECT_EQ(house.messages[0], options_request("after the ping"));
}

TEST_F(ConnectionLife, EndOfStream_IsTold) {
  {
    auto socket = house.connect();
    accepted();
  }
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::peer_closed);
  EXPECT_EQ(house.closed[0].dial_flow, std::nullopt);
  EXPECT_EQ(house.connections.size(), 0U);
}

TEST_F(ConnectionLife, PeerDoesNotRead_OutboxBoundEndsIt) {
  auto socket = house.connect();
  Connection& connection = accepted();
  const std::string message = options_request("flood", std::string(60'000, 'x'));
  std::size_t taken = 0;
  while (connection.send(message)) taken += message.size();
  EXPECT_GE(taken, outbox_size_max - message.size());
  EXPECT_FALSE(connection.send(message));
  EXPECT_TRUE(house.closed.empty()) << "told from inside send()";
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::outbox_full);
}

TEST_F(ConnectionLife, SaysNothing_FirstMessageTimerEndsIt) {
  auto socket = house.connect();
  accepted();
  house.io.restart();
  house.io.poll();
  house.connections.check_timeouts(clock_now() + first_message_time_max - std::chrono::seconds(1));
  EXPECT_FALSE(accepted().ending());
  house.connections.check_timeouts(clock_now() + first_message_time_max);
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::first_message_timeout);
}

// A 60 s reaper of idle connections kills trunks in the middle of a call.
TEST_F(ConnectionLife, SpokeOnce_StaysForHours) {
  auto socket = house.connect();
  asio::write(socket, asio::buffer(options_request("one")));
  ASSERT_TRUE(house.serve_until([&] { return !house.messages.empty(); }));
  house.connections.check_timeouts(clock_now() + std::chrono::hours(2));
  EXPECT_FALSE(accepted().ending());
  house.connections.check_timeouts(clock_now() + idle_time_max);
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::idle);
}

TEST_F(ConnectionLife, MessageThatNeverEnds_IsGivenUp) {
  auto socket = house.connect();
  asio::write(socket, asio::buffer(options_request("one") + "OPTIONS sip:"));
  ASSERT_TRUE(house.serve_until([&] { return !house.messages.empty(); }));
  house.connections.check_timeouts(clock_now() + message_time_max + std::chrono::seconds(1));
  ASSERT_TRUE(house.serve_until([&] { return !house.closed.empty(); }));
  EXPECT_EQ(house.closed[0].cause, CloseCause::message_timeout);
}

}  // namespace
}  // namespace trunkgate::proxy
