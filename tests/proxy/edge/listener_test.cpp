// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/listener.h"

#include <gtest/gtest.h>

#include "tests/proxy/edge/stream_house.h"

namespace trunkgate::proxy {
namespace {

TEST(StreamListener, UnlistedSource_ClosedWithoutAByte) {
  StreamHouse house;
  house.admit = false;
  auto socket = house.connect();
  EXPECT_EQ(house.read_to_end(socket), "");
  EXPECT_TRUE(house.accepted.empty());
  EXPECT_EQ(house.connections.size(), 0U);
}

TEST(StreamListener, ListedSource_IsAccepted) {
  StreamHouse house;
  auto socket = house.connect();
  ASSERT_TRUE(house.serve_until([&] { return house.accepted.size() == 1; }));
  EXPECT_EQ(house.accepted[0].remote_address, loopback);
  EXPECT_EQ(house.accepted[0].remote_port, socket.local_endpoint().port());
}

TEST(StreamListener, RefusedOnes_DoNotStopTheNext) {
  StreamHouse house;
  house.admit = false;
  for (int i = 0; i < 20; ++i) {
    auto socket = house.connect();
    EXPECT_EQ(house.read_to_end(socket), "");
  }
  house.admit = true;
  auto socket = house.connect();
  EXPECT_TRUE(house.serve_until([&] { return house.accepted.size() == 1; }));
}

}  // namespace
}  // namespace trunkgate::proxy
