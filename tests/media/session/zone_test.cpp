// SPDX-License-Identifier: Apache-2.0
#include "media/session/zone.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

MediaConfig config() {
  MediaConfig config;
  config.zones.resize(2);
  config.zones[0].bind = Address::v4(10, 0, 0, 2);
  config.zones[0].port_first = 20000;
  config.zones[0].port_last = 20099;
  config.zones[1].bind = Address::v4(192, 0, 2, 10);
  config.zones[1].advertise = "203.0.113.5";
  config.zones[1].suites = {"AEAD_AES_256_GCM", "NO_SUCH_SUITE", "AES_CM_128_HMAC_SHA1_80"};
  config.zones[1].port_first = 10000;
  config.zones[1].port_last = 10099;
  return config;
}

TEST(Zone, AdvertisedAddress_IsTheBoundOneUnlessNamed) {
  const MediaConfig settings = config();
  const auto zones = read_zones(settings);
  EXPECT_EQ(zones[0].advertised, settings.zones[0].bind);
  EXPECT_EQ(zones[1].advertised, Address::v4(203, 0, 113, 5));
}

TEST(Zone, AdvertisedIpv6_IsRead) {
  MediaConfig settings = config();
  settings.zones[1].advertise = "2001:db8::1";
  EXPECT_EQ(read_zones(settings)[1].advertised.bytes[0], 0x20);
  EXPECT_EQ(read_zones(settings)[1].advertised.bytes[15], 1);
}

TEST(Zone, Suites_KeepTheirOrderAndLeaveOutUnknownNames) {
  const MediaConfig settings = config();
  const auto zones = read_zones(settings);
  ASSERT_EQ(zones[1].suites.view().size(), 2U);
  EXPECT_EQ(zones[1].suites.view()[0], Suite::aead_aes_256_gcm);
  EXPECT_EQ(zones[1].suites.view()[1], Suite::aes_cm_128_hmac_sha1_80);
  EXPECT_EQ(zones[0].suites.view().size(), SuiteList::defaults().view().size());
}

TEST(Zone, OurOwnPorts_AreKnownByBothAddressesAndTheWholeRange) {
  const MediaConfig settings = config();
  const auto zones = read_zones(settings);
  EXPECT_TRUE(is_ours(zones, {Address::v4(10, 0, 0, 2), 20099}));
  EXPECT_TRUE(is_ours(zones, {Address::v4(192, 0, 2, 10), 10000}));
  EXPECT_TRUE(is_ours(zones, {Address::v4(203, 0, 113, 5), 10000}));
  EXPECT_FALSE(is_ours(zones, {Address::v4(203, 0, 113, 5), 20000}));
  EXPECT_FALSE(is_ours(zones, {Address::v4(203, 0, 113, 6), 10000}));
  EXPECT_FALSE(is_ours(zones, {Address::v4(10, 0, 0, 2), 19999}));
}

}  // namespace
}  // namespace trunkgate::media
