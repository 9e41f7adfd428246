// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/sealed_id.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "proxy/hide/key_file.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {
namespace {

constexpr std::uint8_t outside = 1;
constexpr std::string_view magic_cookie = "z9hG4bK";
constexpr std::string_view call_id = "2b3c@10.0.0.5:5060";

class SealedId : public testing::Test {
 protected:
  std::string branch(std::uint8_t attempt, std::string_view original) {
    return std::string(seal_branch(sealer, outside, attempt, original, out));
  }
  std::string contact(std::string_view target, std::string_view further) {
    return std::string(seal_contact(sealer, outside, target, further, out));
  }

  Sealer sealer{*parse_keys(std::string(64, '5'), "f").keys};
  std::array<char, Sealer::token_size_max + magic_cookie.size()> out;
  std::array<char, Sealer::plain_size_max> plain;
};

TEST_F(SealedId, CallIdAndTag_ThereAndBackAndNotEachOther) {
  const std::string id(seal_call_id(sealer, outside, call_id, out));
  const std::string tag(seal_tag(sealer, outside, call_id, out));
  EXPECT_TRUE(sip::all(sip::token, id) && sip::all(sip::token, tag));
  EXPECT_EQ(open_call_id(sealer, outside, id, plain).plain, call_id);
  EXPECT_EQ(open_tag(sealer, outside, tag, plain).plain, call_id);
  EXPECT_EQ(open_tag(sealer, outside, id, plain).error, OpenError::forged);
  EXPECT_EQ(open_call_id(sealer, outside, tag, plain).error, OpenError::forged);
  EXPECT_EQ(open_call_id(sealer, 0, id, plain).error, OpenError::forged);
  EXPECT_TRUE(looks_sealed(sealer, id) && looks_sealed(sealer, tag));
}

TEST_F(SealedId, Branch_CookieAttemptAndOriginal) {
  for (const unsigned attempt : {0u, 1u, 127u, 255u}) {
    const std::string sealed = branch(static_cast<std::uint8_t>(attempt), "z9hG4bK776asdhds");
    EXPECT_TRUE(sealed.starts_with(magic_cookie));
    EXPECT_TRUE(sip::all(sip::token, sealed));
    EXPECT_TRUE(looks_sealed(sealer, sealed));
    const auto opened = open_branch(sealer, outside, sealed, plain);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened.attempt, attempt);
    EXPECT_EQ(opened.original, "z9hG4bK776asdhds");
  }
}

TEST_F(SealedId, BranchOfAnotherAttempt_AnotherBranch) { EXPECT_NE(branch(1, "z9hG4bKx"), branch(2, "z9hG4bKx")); }

TEST_F(SealedId, BranchWithoutCookieOrOfNobody_Refused) {
  const std::string sealed = branch(1, "z9hG4bKx");
  EXPECT_EQ(open_branch(sealer, outside, sealed.substr(magic_cookie.size()), plain).error, OpenError::not_a_token);
  EXPECT_EQ(open_branch(sealer, outside, "Z9HG4BK" + sealed.substr(7), plain).error, OpenError::not_a_token);
  EXPECT_EQ(open_branch(sealer, outside, magic_cookie, plain).error, OpenError::not_a_token);
  EXPECT_EQ(open_branch(sealer, outside, "", plain).error, OpenError::not_a_token);
  EXPECT_EQ(open_branch(sealer, 0, sealed, plain).error, OpenError::forged);
  EXPECT_EQ(
      open_branch(sealer, outside, std::string(magic_cookie) + std::string(seal_tag(sealer, outside, "x", out)), plain)
          .error,
      OpenError::forged);
}

// What never was sealed as a branch has no attempt number to read.
TEST_F(SealedId, BranchOfNoText_Forged) {
  std::string token(Sealer::token_size(0), '\0');
  ASSERT_EQ(sealer.seal(SealKind::branch, outside, "", token), token.size());
  EXPECT_EQ(open_branch(sealer, outside, std::string(magic_cookie) + token, plain).error, OpenError::forged);
}

TEST_F(SealedId, Contact_TargetAndFurther) {
  for (const std::string_view target : {"sip:1001@10.0.0.5:5060;ob", ""}) {
    for (const std::string_view further : {"as77", ""}) {
      const std::string sealed = contact(target, further);
      EXPECT_TRUE(sip::all(sip::token, sealed)) << "it is the user part of a URI";
      const auto opened = open_contact(sealer, outside, sealed, plain);
      ASSERT_TRUE(opened);
      EXPECT_EQ(opened.remote_target, target);
      EXPECT_EQ(opened.further, further);
      EXPECT_TRUE(looks_sealed(sealer, sealed));
    }
  }
  EXPECT_NE(contact("ab", "c"), contact("a", "bc"));
}

TEST_F(SealedId, ContactWithoutSeparator_Forged) {
  std::string token(Sealer::token_size(3), '\0');
  ASSERT_EQ(sealer.seal(SealKind::contact, outside, "abc", token), token.size());
  EXPECT_EQ(open_contact(sealer, outside, token, plain).error, OpenError::forged);
  EXPECT_EQ(open_contact(sealer, outside, seal_tag(sealer, outside, "x", out), plain).error, OpenError::forged);
  EXPECT_EQ(open_contact(sealer, outside, "1001", plain).error, OpenError::not_a_token);
}

TEST_F(SealedId, EveryBitOfEachKind_Counts) {
  const auto each_bit_counts = [](const std::string& sealed, auto opens) {
    EXPECT_TRUE(opens(sealed));
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
      std::string changed = sealed;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      ASSERT_FALSE(opens(changed)) << "bit " << bit;
    }
  };
  each_bit_counts(std::string(seal_call_id(sealer, outside, call_id, out)),
                  [&](const auto& id) { return bool(open_call_id(sealer, outside, id, plain)); });
  each_bit_counts(std::string(seal_tag(sealer, outside, "as12", out)),
                  [&](const auto& tag) { return bool(open_tag(sealer, outside, tag, plain)); });
  each_bit_counts(branch(1, "z9hG4bKx"), [&](const auto& id) { return bool(open_branch(sealer, outside, id, plain)); });
  each_bit_counts(contact("sip:10.0.0.5", "x"),
                  [&](const auto& user) { return bool(open_contact(sealer, outside, user, plain)); });
}

TEST_F(SealedId, PlainSize_BoundHitExactlyAndByOne) {
  const std::string longest(Sealer::plain_size_max, 'x');
  EXPECT_EQ(open_call_id(sealer, outside, seal_call_id(sealer, outside, longest, out), plain).plain, longest);
  EXPECT_EQ(seal_call_id(sealer, outside, longest + "x", out), "");
  // A branch holds its attempt number too, a Contact its separator.
  EXPECT_EQ(open_branch(sealer, outside, branch(1, longest.substr(1)), plain).original, longest.substr(1));
  EXPECT_EQ(branch(1, longest), "");
  EXPECT_EQ(open_contact(sealer, outside, contact(longest.substr(1), ""), plain).remote_target, longest.substr(1));
  EXPECT_EQ(contact(longest, ""), "");
  EXPECT_EQ(contact(longest.substr(1), "x"), "");
}

TEST_F(SealedId, Room_BoundHitExactlyAndByOne) {
  const std::size_t size = branch(1, "x").size();
  EXPECT_EQ(seal_branch(sealer, outside, 1, "x", std::span(out).first(size - 1)), "");
  EXPECT_EQ(seal_branch(sealer, outside, 1, "x", std::span(out).first(size)).size(), size);
  EXPECT_EQ(seal_branch(sealer, outside, 1, "x", std::span(out).first(3)), "");
}

TEST_F(SealedId, WhatOthersMake_DoesNotLookSealed) {
  for (const std::string_view foreign : {"", "z9hG4bK", "z9hG4bK776asdhds", "as1234", "2b3c@10.0.0.5:5060"})
    EXPECT_FALSE(looks_sealed(sealer, foreign)) << foreign;
}

}  // namespace
}  // namespace trunkgate::proxy
