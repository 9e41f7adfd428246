// SPDX-License-Identifier: Apache-2.0
#include "media/io/socket_address.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace trunkgate::media {
namespace {

TEST(SocketAddress, Ipv4_GoesOutAsIpv4AndComesBackMapped) {
  const Endpoint endpoint{Address::v4(192, 0, 2, 1), 5004};
  sockaddr_storage address{};
  EXPECT_EQ(write_socket_address(endpoint, address), sizeof(sockaddr_in));
  EXPECT_EQ(address.ss_family, AF_INET);
  EXPECT_EQ(read_socket_address(address), endpoint);
}

TEST(SocketAddress, Ipv6_KeepsAllOctets) {
  Endpoint endpoint{{}, 5004};
  endpoint.address.bytes = {0x20, 0x01, 0x0d, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  sockaddr_storage address{};
  EXPECT_EQ(write_socket_address(endpoint, address), sizeof(sockaddr_in6));
  EXPECT_EQ(read_socket_address(address), endpoint);
}

TEST(SocketAddress, OtherFamilies_AreNobody) {
  sockaddr_storage address{};
  address.ss_family = AF_UNIX;
  EXPECT_EQ(read_socket_address(address), Endpoint{});
}

}  // namespace
}  // namespace trunkgate::media
