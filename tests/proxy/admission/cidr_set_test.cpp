// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/cidr_set.h"

#include <gtest/gtest.h>

#include "proxy/config/cidr.h"
#include "proxy/config/presets.h"

namespace trunkgate::proxy {
namespace {

CidrSet set_of(std::initializer_list<const char*> texts) {
  std::vector<CidrBlock> blocks;
  for (const char* text : texts) blocks.push_back(*parse_cidr(text));
  return CidrSet{blocks};
}

bool has(const CidrSet& set, const char* address) { return set.contains(*parse_ip(address)); }

TEST(CidrSet, Twilio_FirstAndLastOfEachRangeAreLiveHosts) {
  const CidrSet twilio{*find_preset("twilio:all")};
  EXPECT_TRUE(has(twilio, "54.172.60.0"));
  EXPECT_TRUE(has(twilio, "54.172.60.3"));
  EXPECT_TRUE(has(twilio, "177.71.206.195"));
  EXPECT_FALSE(has(twilio, "54.172.60.4"));
  EXPECT_FALSE(has(twilio, "54.172.59.255"));
  EXPECT_FALSE(has(twilio, "35.156.191.132"));
  EXPECT_FALSE(has(twilio, "168.86.128.1")) << "media only";
}

TEST(Rfc4291_2_5_5_2, CidrSet_MappedAddressIsTheIpv4Address) {
  const CidrSet set = set_of({"10.0.0.0/8"});
  EXPECT_TRUE(has(set, "::ffff:10.1.2.3"));
  EXPECT_FALSE(has(set, "::10.1.2.3"));
  EXPECT_FALSE(has(set, "::ffff:11.0.0.0"));
  EXPECT_FALSE(has(set_of({"0.0.0.0/0"}), "2001:db8::1")) << "all of IPv4 is not IPv6";
  EXPECT_TRUE(has(set_of({"::/0"}), "192.0.2.1")) << "all addresses, whatever their family";
}

TEST(CidrSet, TouchingAndNestedBlocksBecomeOneRange) {
  const CidrSet set = set_of({"10.0.1.0/24", "10.0.0.0/24", "10.0.0.128/25", "10.0.3.0/24", "192.0.2.1"});
  EXPECT_EQ(set.range_count(), 3u);
  EXPECT_TRUE(has(set, "10.0.0.0"));
  EXPECT_TRUE(has(set, "10.0.1.255"));
  EXPECT_FALSE(has(set, "10.0.2.0"));
  EXPECT_TRUE(has(set, "10.0.3.7"));
  EXPECT_TRUE(has(set, "192.0.2.1"));
  EXPECT_FALSE(has(set, "192.0.2.0"));
}

TEST(CidrSet, EdgesOfTheAddressSpace) {
  const CidrSet set = set_of({"255.255.255.255", "0.0.0.0", "ffff::/16"});
  EXPECT_TRUE(has(set, "255.255.255.255"));
  EXPECT_TRUE(has(set, "0.0.0.0"));
  EXPECT_TRUE(has(set, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  EXPECT_FALSE(has(set, "::"));
  EXPECT_FALSE(has(set, "fffe:ffff::"));
}

TEST(CidrSet, Empty_NobodyIsIn) { EXPECT_FALSE(has(CidrSet{}, "10.0.0.1")); }

TEST(CidrSet, AgreesWithEachBlockAlone) {
  const auto blocks = std::vector{*parse_cidr("10.0.0.0/29"), *parse_cidr("10.0.0.4/30"), *parse_cidr("10.0.0.12/31")};
  const CidrSet set{blocks};
  for (int last = 0; last < 32; ++last) {
    const IpAddress address = *parse_ip("10.0.0." + std::to_string(last));
    bool expected = false;
    for (const CidrBlock& block : blocks) expected = expected || contains(block, address);
    EXPECT_EQ(set.contains(address), expected) << last;
  }
}

}  // namespace
}  // namespace trunkgate::proxy
