// SPDX-License-Identifier: Apache-2.0
#include "media/service/address_block.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(Rfc4632_3_1, Blocks) {
  EXPECT_TRUE(read_cidr("10.0.0.0/8")->contains(Address::v4(10, 255, 0, 1)));
  EXPECT_FALSE(read_cidr("10.0.0.0/8")->contains(Address::v4(11, 0, 0, 1)));
  EXPECT_EQ(read_cidr("10.0.0.1")->prefix, 128);
  EXPECT_EQ(read_cidr("2001:db8::/32")->prefix, 32);
  EXPECT_EQ(read_cidr("0.0.0.0/0")->prefix, 96);  // all of IPv4 and nothing else
  for (const std::string_view text :
       {"", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.5/8", "2001:db8::/129", "host/8", "10.0.0/8"})
    EXPECT_FALSE(read_cidr(text)) << text;
}

TEST(Endpoints, ReadAndWritten) {
  for (const std::string_view text : {"127.0.0.1:9091", "[::1]:9091", "[2001:db8::1]:0"})
    EXPECT_EQ(to_string(read_endpoint(text).value()), text);
  for (const std::string_view text :
       {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:9091", "[127.0.0.1]:1", "host:1"})
    EXPECT_FALSE(read_endpoint(text)) << text;
}

TEST(PortRanges, FirstNotAboveLast) {
  EXPECT_EQ(read_port_range("1-65535"), std::pair(std::uint16_t{1}, std::uint16_t{65535}));
  for (const std::string_view text : {"", "1", "2-1", "1-65536", "1-2-3", "a-b", "-1"})
    EXPECT_FALSE(read_port_range(text)) << text;
}

}  // namespace
}  // namespace trunkgate::media
