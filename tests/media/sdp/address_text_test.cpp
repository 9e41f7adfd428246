// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/address_text.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trunkgate::media {
namespace {

std::string written(std::string_view text) {
  const auto address = read_address(text);
  if (!address) return "none";
  std::array<char, 64> room{};
  TextWriter out(room);
  write_connection_address(*address, out);
  return std::string(out.view());
}

TEST(Rfc8866_5_7, Ipv4_IsReadAndWritten) {
  EXPECT_EQ(written("192.0.2.1"), "IP4 192.0.2.1");
  EXPECT_EQ(written("0.0.0.0"), "IP4 0.0.0.0");
  EXPECT_EQ(written("255.255.255.255"), "IP4 255.255.255.255");
}

TEST(Rfc8866_5_7, Ipv4_AnythingElse_IsRefused) {
  for (const std::string_view text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", ".1.2.3", "01.2.3.4", "1.2.3.4 ",
                                      "1..2.3", "a.b.c.d", "-1.2.3.4", "0x1.2.3.4", "16909060"}) {
    EXPECT_EQ(written(text), "none") << text;
  }
}

TEST(Rfc5952_4, Ipv6_IsReadAndWrittenShort) {
  EXPECT_EQ(written("2001:db8::1"), "IP6 2001:db8::1");
  EXPECT_EQ(written("2001:DB8:0:0:0:0:0:1"), "IP6 2001:db8::1");
  EXPECT_EQ(written("::1"), "IP6 ::1");
  EXPECT_EQ(written("::"), "IP6 ::");
  EXPECT_EQ(written("fe80::"), "IP6 fe80::");
  EXPECT_EQ(written("2001:db8:0:1:1:1:1:1"), "IP6 2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(written("2001:0:0:1:0:0:0:1"), "IP6 2001:0:0:1::1");
  EXPECT_EQ(written("64:ff9b::192.0.2.33"), "IP6 64:ff9b::c000:221");
}

TEST(Rfc4291_2_5_5, MappedIpv4_IsTheIpv4Address) { EXPECT_EQ(written("::ffff:192.0.2.1"), "IP4 192.0.2.1"); }

TEST(Rfc4291_2_2, Ipv6_AnythingElse_IsRefused) {
  for (const std::string_view text : {":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::",
                                      "1:2:3:4:5:6:7:8::", "::1:", "fe80::1%eth0", "[::1]", "::1.2.3", "1.2.3.4::"}) {
    EXPECT_EQ(written(text), "none") << text;
  }
}

}  // namespace
}  // namespace trunkgate::media
