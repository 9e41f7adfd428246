// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/bind.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

Config config_with(Transport transport, const Endpoint& local) {
  Config config;
  config.listeners.push_back({0, transport, local});
  return config;
}

class BindTest : public testing::TestWithParam<Transport> {};
INSTANTIATE_TEST_SUITE_P(Transports, BindTest, testing::Values(Transport::udp, Transport::tcp));

TEST_P(BindTest, EveryWorker_HasASocketOnTheSamePort) {
  const BoundSockets bound = bind_listeners(config_with(GetParam(), {*parse_ip("127.0.0.1"), 0}), 3);
  EXPECT_EQ(bound.error, "");
  ASSERT_EQ(bound.sockets.size(), 3U);
  for (const auto& of_worker : bound.sockets) EXPECT_TRUE(of_worker[0].valid());
  EXPECT_NE(bound.local[0].port, 0);
}

TEST_P(BindTest, PortSharedByAnotherProcess_IsTakenAllTheSame) {
  // SO_REUSEPORT alone would let both of them in, each with half of the calls.
  const BoundSockets first = bind_listeners(config_with(GetParam(), {*parse_ip("127.0.0.1"), 0}), 2);
  const BoundSockets second = bind_listeners(config_with(GetParam(), first.local[0]), 2);
  EXPECT_NE(second.error.find("the port is taken"), std::string::npos) << second.error;
  EXPECT_NE(second.error.find(to_string(first.local[0])), std::string::npos) << second.error;
}

TEST_P(BindTest, AddressOfNoInterface_SaidSo) {
  const BoundSockets bound = bind_listeners(config_with(GetParam(), {*parse_ip("192.0.2.77"), 5060}), 1);
  EXPECT_NE(bound.error.find("no interface of this machine has that address"), std::string::npos) << bound.error;
}

}  // namespace
}  // namespace trunkgate::proxy
