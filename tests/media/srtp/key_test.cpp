// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <new>
#include <sstream>

#include "tests/media/srtp/packets.h"

namespace trunkgate::media {
namespace {

using test::key_for;

TEST(MasterKey, Printed_ShowsItsSizeAlone) {
  std::ostringstream out;
  out << key_for(Suite::aes_cm_128_hmac_sha1_80);
  EXPECT_EQ(out.str(), "MasterKey(30 octets)");
}

TEST(MasterKey, Released_LeavesNoOctetBehind) {
  alignas(MasterKey) std::array<std::uint8_t, sizeof(MasterKey)> memory;
  memory.fill(0xff);
  auto* key = new (memory.data()) MasterKey(key_for(Suite::aead_aes_256_gcm, 0x41));
  ASSERT_EQ(key->bytes()[0], 0x41);
  std::destroy_at(key);
  EXPECT_TRUE(std::all_of(memory.begin(), memory.end(), [](std::uint8_t octet) { return octet == 0; }));
}

TEST(MasterKey, ShorterKeyAssigned_WipesTheLongerOne) {
  MasterKey key = key_for(Suite::aead_aes_256_gcm);
  const auto* octets = key.bytes().data();
  ASSERT_TRUE(key.assign(std::array<std::uint8_t, 1>{9}));
  EXPECT_EQ(octets[0], 9);
  EXPECT_TRUE(std::all_of(octets + 1, octets + 44, [](std::uint8_t octet) { return octet == 0; }));
}

TEST(MasterKey, TooLong_IsRefusedAndLeavesItEmpty) {
  MasterKey key = key_for(Suite::aead_aes_128_gcm);
  EXPECT_FALSE(key.assign(std::array<std::uint8_t, master_size_max + 1>{}));
  EXPECT_TRUE(key.empty());
}

TEST(MasterKey, Fits_OnlySuitesOfItsSize) {
  const MasterKey key = key_for(Suite::aes_cm_128_hmac_sha1_80);
  EXPECT_TRUE(key.fits(Suite::aes_cm_128_hmac_sha1_32));
  EXPECT_FALSE(key.fits(Suite::aead_aes_128_gcm));
  EXPECT_FALSE(key.fits(Suite::aes_256_cm_hmac_sha1_80));
}

TEST(MasterKey, Equality_ComparesEveryOctet) {
  const MasterKey key = key_for(Suite::aead_aes_128_gcm);
  EXPECT_EQ(key, key_for(Suite::aead_aes_128_gcm));
  test::Bytes changed(key.bytes().begin(), key.bytes().end());
  changed.back() ^= 1;
  MasterKey other;
  other.assign(changed);
  EXPECT_FALSE(key == other);
}

}  // namespace
}  // namespace trunkgate::media
