// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/cidr.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

TEST(Rfc4632_3_1, Cidr_PrefixOfIpv4CountsOnTheMappedForm) {
  EXPECT_EQ(parse_cidr("54.172.60.0/30")->prefix, 126);
  EXPECT_EQ(parse_cidr("10.0.0.1")->prefix, 128);
  EXPECT_EQ(parse_cidr("0.0.0.0/0")->prefix, 96);
  EXPECT_EQ(parse_cidr("2001:db8::/32")->prefix, 32);
  EXPECT_EQ(parse_cidr("::ffff:10.0.0.0/104")->prefix, 104) << "the mapped spelling counts on 128 bits";
}

TEST(Cidr, Refused) {
  for (const char* bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ", "10.0.0/8", "10.0.*.*",
                          "host/8", "2001:db8::/129", "[::1]/128", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(parse_cidr(bad)) << bad;
  }
}

TEST(Cidr, NetworkOf_ClearsBitsBeyondThePrefix) {
  EXPECT_EQ(to_string(network_of(*parse_cidr("10.1.2.3/8"))), "10.0.0.0/8");
  EXPECT_EQ(to_string(network_of(*parse_cidr("10.1.2.3/31"))), "10.1.2.2/31");
  EXPECT_EQ(to_string(network_of(*parse_cidr("2001:db8::1/64"))), "2001:db8::/64");
}

TEST(Cidr, ContainsFirstAndLastAddress) {
  const CidrBlock block = *parse_cidr("54.172.60.0/30");
  EXPECT_TRUE(contains(block, *parse_ip("54.172.60.0")));
  EXPECT_TRUE(contains(block, *parse_ip("54.172.60.3")));
  EXPECT_TRUE(contains(block, *parse_ip("::ffff:54.172.60.3")));
  EXPECT_FALSE(contains(block, *parse_ip("54.172.60.4")));
  EXPECT_FALSE(contains(block, *parse_ip("54.172.59.255")));
}

}  // namespace
}  // namespace trunkgate::proxy
