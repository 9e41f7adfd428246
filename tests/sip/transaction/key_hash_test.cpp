// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::sip::test {
namespace {

// Key 00 01 … 0f, as in the vectors of the SipHash authors (vectors_sip128).
constexpr KeySeed published_seed{0x0706050403020100, 0x0f0e0d0c0b0a0908};

Key hash_of_counting_bytes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(i);
  return KeyHash(published_seed).bytes(text).finish();
}

TEST(SipHash128, PublishedVectors) {
  // a3 81 7f 04 ba 25 a8 e6 6d f6 72 14 c7 55 02 93: the low word first, little-endian
  EXPECT_EQ(hash_of_counting_bytes(0), (Key{0x930255c71472f66d, 0xe6a825ba047f81a3}));
  // da 87 c1 d8 6b 99 af 44 34 76 59 11 9b 22 fc 45
  EXPECT_EQ(hash_of_counting_bytes(1), (Key{0x45fc229b11597634, 0x44af996bd8c187da}));
}

TEST(KeyHash, PartsAreNotJoined) {
  EXPECT_NE(KeyHash(published_seed).part("ab").part("c").finish(),
            KeyHash(published_seed).part("a").part("bc").finish());
  EXPECT_NE(KeyHash(published_seed).part("").finish(), KeyHash(published_seed).part("").part("").finish());
}

TEST(KeyHash, CaseCountsButForHosts) {
  EXPECT_NE(KeyHash(published_seed).part("aBc").finish(), KeyHash(published_seed).part("abc").finish());
  EXPECT_EQ(KeyHash(published_seed).lower_part("PBX.Example").finish(),
            KeyHash(published_seed).part("pbx.example").finish());
}

TEST(KeyHash, AnotherSeedGivesAnotherKey) {
  EXPECT_NE(KeyHash({1, 2}).part("z9hG4bK1").finish(), KeyHash({1, 3}).part("z9hG4bK1").finish());
}

}  // namespace
}  // namespace trunkgate::sip::test
