// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/key_ring.h"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <set>

namespace trunkgate::proxy {
namespace {

using AddError = KeyRing::AddError;

SealingKey key_number(unsigned number) {
  SealingKey::Bytes bytes{};
  bytes[0] = static_cast<std::uint8_t>(number);
  bytes[1] = static_cast<std::uint8_t>(number >> 8);
  return SealingKey(bytes);
}

TEST(KeyRing, Order_AsAdded) {
  KeyRing ring;
  EXPECT_TRUE(ring.empty());
  EXPECT_EQ(ring.add(key_number(1)), AddError::none);
  EXPECT_EQ(ring.add(key_number(2)), AddError::none);
  ASSERT_EQ(ring.keys().size(), 2u);
  EXPECT_EQ(ring.keys()[0].bytes(), key_number(1).bytes());
  EXPECT_EQ(ring.keys()[1].bytes(), key_number(2).bytes());
  EXPECT_FALSE(ring.empty());
}

TEST(KeyRing, SameKeyTwice_Duplicate) {
  KeyRing ring;
  ASSERT_EQ(ring.add(key_number(1)), AddError::none);
  EXPECT_EQ(ring.add(key_number(1)), AddError::duplicate);
  EXPECT_EQ(ring.keys().size(), 1u);
}

TEST(KeyRing, TwoKeysOfOneId_Clash) {
  KeyRing ring;
  ASSERT_EQ(ring.add(key_number(0)), AddError::none);
  for (unsigned number = 1;; ++number) {
    ASSERT_LT(number, 10'000u);
    if (key_number(number).id() != key_number(0).id()) continue;
    EXPECT_EQ(ring.add(key_number(number)), AddError::id_clash);
    break;
  }
  EXPECT_EQ(ring.keys().size(), 1u);
}

TEST(KeyRing, KeyCount_BoundHitExactlyAndByOne) {
  KeyRing ring;
  std::set<std::uint8_t> ids;
  unsigned number = 0;
  while (ring.keys().size() < KeyRing::key_count_max) {
    ++number;
    if (ids.insert(key_number(number).id()).second) {
      ASSERT_EQ(ring.add(key_number(number)), AddError::none);
    }
  }
  while (!ids.insert(key_number(number).id()).second) ++number;
  EXPECT_EQ(ring.add(key_number(number)), AddError::full);
  EXPECT_EQ(ring.keys().size(), KeyRing::key_count_max);
}

TEST(SealingKey, Id_FirstByteOfSha256) {
  EXPECT_EQ(SealingKey(SealingKey::Bytes{}).id(), 0x66);  // SHA-256 of 32 zero bytes: 66687aad…
}

TEST(SealingKey, Destroyed_LeavesNoByteBehind) {
  alignas(SealingKey) static unsigned char memory[sizeof(SealingKey)];
  SealingKey::Bytes bytes;
  bytes.fill(0xa5);
  auto* key = new (memory) SealingKey(bytes);
  const volatile unsigned char* left = memory;
  ASSERT_EQ(key->bytes()[31], 0xa5);
  std::destroy_at(key);
  for (std::size_t at = 0; at < SealingKey::size; ++at) EXPECT_EQ(left[at], 0) << "byte " << at;
}

}  // namespace
}  // namespace trunkgate::proxy
