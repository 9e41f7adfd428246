// SPDX-License-Identifier: Apache-2.0
#include "proxy/address.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

TEST(Rfc4291_2_5_5_2, Ipv4_IsItsMappedForm) {
  EXPECT_EQ(parse_ip("192.0.2.1"), parse_ip("::ffff:192.0.2.1"));
  EXPECT_EQ(parse_ip("192.0.2.1"), parse_ip("::ffff:c000:201"));
  EXPECT_TRUE(parse_ip("::ffff:192.0.2.1")->is_v4());
  EXPECT_FALSE(parse_ip("::192.0.2.1")->is_v4()) << "the old compatible form is another address";
  EXPECT_FALSE(parse_ip("2001:db8::1")->is_v4());
}

TEST(Address, Text_RoundTrip) {
  for (const char* text : {"192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::1", "::"}) {
    ASSERT_TRUE(parse_ip(text)) << text;
    EXPECT_EQ(to_string(*parse_ip(text)), text);
  }
  EXPECT_EQ(parse_ip("[2001:db8::1]"), parse_ip("2001:db8::1"));
}

TEST(Address, WhatIsNoLiteral) {
  using std::string_literals::operator""s;
  for (const std::string& bad :
       {""s, "host"s, "10.0.0"s, "10.0.0.256"s, "10.0.0.1 "s, "010.0.0.1x"s, "[10.0.0.1]"s, "[::1"s, "::1]"s,
        "1:2:3:4:5:6:7:8:9"s, "10.0.0.1\0x"s, "fe80::1%eth0"s, std::string(200, '1')}) {
    EXPECT_FALSE(parse_ip(bad)) << bad;
  }
}

/// A tel URI has no host at all, not even an empty one. The sanitizers look.
TEST(Address, DefaultView_NoLiteral) { EXPECT_FALSE(parse_ip(std::string_view{})); }

TEST(Address, Unspecified_InBothFamilies) {
  EXPECT_TRUE(parse_ip("0.0.0.0")->is_unspecified());
  EXPECT_TRUE(parse_ip("::")->is_unspecified());
  EXPECT_FALSE(parse_ip("0.0.0.1")->is_unspecified());
  EXPECT_FALSE(parse_ip("::1")->is_unspecified());
}

TEST(Address, Written_BracketsForIpv6Alone) {
  char out[46];
  const auto written = [&](const char* text, bool bracketed) {
    return std::string{out, write_ip(*parse_ip(text), bracketed, out)};
  };
  EXPECT_EQ(written("192.0.2.1", true), "192.0.2.1");
  EXPECT_EQ(written("2001:db8::1", true), "[2001:db8::1]");
  EXPECT_EQ(written("2001:db8::1", false), "2001:db8::1");
  EXPECT_EQ(written("1111:2222:3333:4444:5555:6666:7777:8888", true), "[1111:2222:3333:4444:5555:6666:7777:8888]");
}

TEST(Endpoint, Text) {
  EXPECT_EQ(to_string(Endpoint{*parse_ip("192.0.2.1"), 5060}), "192.0.2.1:5060");
  EXPECT_EQ(to_string(Endpoint{*parse_ip("2001:db8::1"), 5061}), "[2001:db8::1]:5061");
}

TEST(Rfc3261_20_42, Transport_Names) {
  EXPECT_EQ(via_name(Transport::tls), "TLS");
  EXPECT_EQ(via_name(Transport::udp), "UDP");
  EXPECT_EQ(via_name(Transport::tcp), "TCP");
  EXPECT_EQ(to_string(Transport::tls), "tls");
}

}  // namespace
}  // namespace trunkgate::proxy
