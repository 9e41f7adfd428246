// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/seal.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "proxy/hide/key_file.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {
namespace {

constexpr std::uint8_t outside = 1;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Sealer sealer_with(char digit) { return Sealer(*parse_keys(std::string(64, digit), "f").keys); }

std::string sealed(const Sealer& sealer, SealKind kind, std::string_view plain) {
  std::string token(Sealer::token_size_max, '\0');
  token.resize(sealer.seal(kind, outside, plain, token));
  return token;
}

OpenError error_of(const Sealer& sealer, std::string_view token, SealKind kind = SealKind::tag,
                   std::uint8_t zone = outside) {
  std::array<char, Sealer::plain_size_max> plain;
  return sealer.open(kind, zone, token, plain).error;
}

std::string opened(const Sealer& sealer, std::string_view token, SealKind kind = SealKind::tag) {
  std::array<char, Sealer::plain_size_max> plain;
  const auto result = sealer.open(kind, outside, token, plain);
  EXPECT_TRUE(result);
  return std::string(result.plain);
}

TEST(Seal, EveryLength_ThereAndBackAsAToken) {
  const Sealer sealer = sealer_with('3');
  std::string plain;
  for (std::size_t size = 0; size <= Sealer::plain_size_max; ++size) {
    const std::string token = sealed(sealer, SealKind::call_id, plain);
    ASSERT_EQ(token.size(), Sealer::token_size(size));
    ASSERT_TRUE(sip::all(sip::token, token)) << token;
    ASSERT_EQ(opened(sealer, token, SealKind::call_id), plain);
    ASSERT_TRUE(sealer.looks_sealed(token));
    plain += static_cast<char>(size * 37);
  }
}

TEST(Seal, SameText_SameTokenAndNothingOfIt) {
  const Sealer sealer = sealer_with('3');
  const std::string token = sealed(sealer, SealKind::tag, "10.0.0.5");
  EXPECT_EQ(token, sealed(sealer, SealKind::tag, "10.0.0.5"));
  EXPECT_EQ(token, sealed(sealer_with('3'), SealKind::tag, "10.0.0.5"));
  EXPECT_NE(token, sealed(sealer, SealKind::tag, "10.0.0.6"));
  EXPECT_NE(token, sealed(sealer, SealKind::call_id, "10.0.0.5"));
  EXPECT_EQ(token.find("10.0.0.5"), std::string::npos);
}

TEST(Seal, EveryBitFlipped_Refused) {
  const Sealer sealer = sealer_with('3');
  for (const std::string_view plain : {"", "a", "ab", "as7c1b2f3a4d"}) {
    const std::string token = sealed(sealer, SealKind::tag, plain);
    for (std::size_t at = 0; at < token.size(); ++at) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string changed = token;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        ASSERT_NE(error_of(sealer, changed), OpenError::none) << "character " << at << " bit " << bit;
      }
    }
  }
}

TEST(Seal, EveryOtherCharacter_Refused) {
  const Sealer sealer = sealer_with('3');
  const std::string token = sealed(sealer, SealKind::tag, "as7c1b2f");
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : alphabet) {
      if (other == token[at]) continue;
      std::string changed = token;
      changed[at] = other;
      ASSERT_NE(error_of(sealer, changed), OpenError::none) << "character " << at << " is " << other;
    }
  }
}

TEST(Seal, EveryTruncationAndAddition_Refused) {
  const Sealer sealer = sealer_with('3');
  const std::string token = sealed(sealer, SealKind::tag, "as7c1b2f3a4d");
  for (std::size_t size = 0; size < token.size(); ++size) {
    ASSERT_NE(error_of(sealer, token.substr(0, size)), OpenError::none) << size;
    ASSERT_NE(error_of(sealer, token.substr(token.size() - size)), OpenError::none) << size;
  }
  for (const char more : alphabet) {
    ASSERT_NE(error_of(sealer, token + more), OpenError::none);
    ASSERT_NE(error_of(sealer, more + token), OpenError::none);
  }
  for (const auto* more : {"=", "==", " ", "\n", "."})
    EXPECT_EQ(error_of(sealer, token + more), OpenError::not_a_token);
}

TEST(Seal, OtherKindOrZone_Forged) {
  const Sealer sealer = sealer_with('3');
  constexpr SealKind kinds[] = {SealKind::call_id, SealKind::tag, SealKind::branch, SealKind::contact};
  for (const SealKind made : kinds) {
    const std::string token = sealed(sealer, made, "as7c1b2f");
    for (const SealKind asked : kinds)
      EXPECT_EQ(error_of(sealer, token, asked), asked == made ? OpenError::none : OpenError::forged);
    for (const unsigned zone : {0u, 2u, 3u, 255u})
      EXPECT_EQ(error_of(sealer, token, made, static_cast<std::uint8_t>(zone)), OpenError::forged);
  }
}

TEST(Seal, OtherKey_UnknownOrForged) {
  const Sealer sealer = sealer_with('3');
  const Sealer other = sealer_with('4');
  const std::string token = sealed(sealer, SealKind::tag, "as7c1b2f");
  EXPECT_EQ(error_of(other, token), OpenError::unknown_key);
  EXPECT_FALSE(other.looks_sealed(token));
  // With the id of the other key in front of it, it is still not that key's.
  const std::string theirs = sealed(other, SealKind::tag, "as7c1b2f");
  std::string relabelled = token;  // the id is the first character and two bits of the second
  relabelled[0] = theirs[0];
  relabelled[1] = alphabet[(alphabet.find(theirs[1]) & 0x30) | (alphabet.find(token[1]) & 0x0f)];
  EXPECT_EQ(error_of(other, relabelled), OpenError::forged);
}

// RFC 4648 §3.5: the bits beyond the last byte would give each token up to 16 spellings.
TEST(Rfc4648_3_5, SecondSpellingOfTheSameBytes_NotAToken) {
  const Sealer sealer = sealer_with('3');
  unsigned spellings = 0;
  for (const std::string_view plain : {"a", "ab", "abc"}) {
    const std::string token = sealed(sealer, SealKind::tag, plain);
    const std::size_t spare = token.size() % 4 == 2 ? 4 : token.size() % 4 == 3 ? 2 : 0;
    const std::size_t last = alphabet.find(token.back());
    for (std::size_t bits = 1; bits < (std::size_t{1} << spare); ++bits, ++spellings)
      EXPECT_EQ(error_of(sealer, token.substr(0, token.size() - 1) + alphabet[last | bits]), OpenError::not_a_token);
  }
  EXPECT_EQ(spellings, 15u + 3u);
}

TEST(Seal, PlainSize_BoundHitExactlyAndByOne) {
  const Sealer sealer = sealer_with('3');
  const std::string longest(Sealer::plain_size_max, 'x');
  const std::string token = sealed(sealer, SealKind::tag, longest);
  EXPECT_EQ(token.size(), Sealer::token_size_max);
  EXPECT_EQ(opened(sealer, token), longest);
  EXPECT_EQ(sealed(sealer, SealKind::tag, longest + "x"), "");
  EXPECT_EQ(error_of(sealer, token + "A"), OpenError::too_long);
  EXPECT_EQ(error_of(sealer, std::string(60'000, 'A')), OpenError::too_long);
  EXPECT_FALSE(sealer.looks_sealed(token + "A"));
}

TEST(Seal, Room_BoundHitExactlyAndByOne) {
  const Sealer sealer = sealer_with('3');
  std::array<char, 64> out;
  out.fill('#');
  const std::size_t size = Sealer::token_size(5);
  EXPECT_EQ(sealer.seal(SealKind::tag, outside, "plain", std::span(out).first(size - 1)), 0u);
  EXPECT_EQ(out[0], '#');
  ASSERT_EQ(sealer.seal(SealKind::tag, outside, "plain", std::span(out).first(size)), size);
  EXPECT_EQ(out[size], '#');
  const std::string token(out.data(), size);
  std::array<char, 5> plain;
  EXPECT_EQ(sealer.open(SealKind::tag, outside, token, std::span(plain).first(4)).error, OpenError::too_long);
  EXPECT_EQ(sealer.open(SealKind::tag, outside, token, plain).plain, "plain");
}

TEST(Seal, WhatOthersMake_NotAToken) {
  const Sealer sealer = sealer_with('3');
  for (const std::string_view foreign :
       {"", "1", "as1234", "3848276298220188511@atlanta.example.com", "z9hG4bK776asdhds", "AAAAAAAAAAAAAAAAAAAAAA",
        "a84b4c76e66710@pc33.atlanta.com"}) {
    EXPECT_EQ(error_of(sealer, foreign), OpenError::not_a_token) << foreign;
    EXPECT_FALSE(sealer.looks_sealed(foreign)) << foreign;
  }
}

}  // namespace
}  // namespace trunkgate::proxy
