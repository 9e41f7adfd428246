// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/socket_address.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

TEST(SocketAddress, RoundTrip_BothFamilies) {
  for (const char* text : {"192.0.2.1", "2001:db8::7", "127.0.0.1", "::1"}) {
    const Endpoint endpoint{*parse_ip(text), 5061};
    sockaddr_storage address{};
    EXPECT_GT(to_sockaddr(endpoint, address), 0U);
    EXPECT_EQ(address.ss_family, address_family(endpoint.address));
    EXPECT_EQ(from_sockaddr(address), endpoint) << text;
  }
}

TEST(SocketAddress, Ipv4MappedSource_IsThePlainIpv4Address) {
  // What a dual-stack socket would report must meet the same allow-list (Asterisk GHSA-qqxj-v78h-hrf9 class).
  EXPECT_EQ(*parse_ip("::ffff:192.0.2.1"), *parse_ip("192.0.2.1"));
  EXPECT_EQ(address_family(*parse_ip("::ffff:192.0.2.1")), AF_INET);
}

TEST(SocketAddress, UnknownFamily_IsTheUnspecifiedAddress) {
  sockaddr_storage address{};
  address.ss_family = AF_UNIX;
  EXPECT_TRUE(from_sockaddr(address).address.is_unspecified());
}

}  // namespace
}  // namespace trunkgate::proxy
