// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/identities.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "proxy/hide/key_file.h"
#include "proxy/hide/sealed_id.h"

namespace trunkgate::proxy {
namespace {

using Check = Identities::Check;
constexpr std::uint8_t inside = 0;
constexpr std::uint8_t outside = 1;

class IdentitiesTest : public testing::Test {
 protected:
  std::string call_id(std::uint8_t zone) { return std::string(identities.call_id(zone, "c@10.0.0.5", out)); }
  std::string tag(std::uint8_t zone) { return std::string(identities.tag(zone, "as12", out)); }
  std::string contact(std::uint8_t zone) { return std::string(identities.contact_user(zone, "sip:201@10.0.0.5", out)); }

  Sealer sealer{*parse_keys(std::string(64, '7'), "f").keys};
  Identities identities{sealer, 42};
  Identities::Buffer out;
};

TEST_F(IdentitiesTest, OfTheOtherLeg_OpenToTheOriginals) {
  std::array<char, Sealer::plain_size_max> plain;
  EXPECT_EQ(open_call_id(sealer, outside, call_id(outside), plain).plain, "c@10.0.0.5");
  EXPECT_EQ(open_tag(sealer, outside, tag(outside), plain).plain, "as12");
  EXPECT_EQ(open_contact(sealer, outside, contact(outside), plain).remote_target, "sip:201@10.0.0.5");
  const auto branch = open_branch(sealer, outside, identities.branch(outside, 3, "z9hG4bKx", out), plain);
  EXPECT_EQ(branch.original, "z9hG4bKx");
  EXPECT_EQ(branch.attempt, 3);
}

TEST_F(IdentitiesTest, LongestBuffer_HoldsTheLongestOfEachKind) {
  const std::string longest(Sealer::plain_size_max, 'x');
  EXPECT_FALSE(identities.call_id(outside, longest, out).empty());
  EXPECT_FALSE(identities.branch(outside, 1, longest.substr(1), out).empty());
  EXPECT_TRUE(identities.call_id(outside, longest + "x", out).empty());
}

TEST_F(IdentitiesTest, OwnOnes_NeverTwiceAndNoSeedTheSame) {
  std::set<std::string> seen;
  Identities other(sealer, 43);
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(seen.emplace(identities.own_call_id(outside, out)).second);
    EXPECT_TRUE(seen.emplace(identities.own_tag(outside, out)).second);
    EXPECT_TRUE(seen.emplace(identities.own_branch(outside, out)).second);
    EXPECT_TRUE(seen.emplace(other.own_tag(outside, out)).second);
  }
  std::set<std::uint64_t> bits;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(bits.insert(identities.fresh()).second);
}

TEST_F(IdentitiesTest, OwnOnes_OpenLikeTheSealedOnes) {
  std::array<char, Sealer::plain_size_max> plain;
  EXPECT_TRUE(open_call_id(sealer, outside, identities.own_call_id(outside, out), plain));
  EXPECT_TRUE(open_tag(sealer, outside, identities.own_tag(outside, out), plain));
  EXPECT_TRUE(open_branch(sealer, outside, identities.own_branch(outside, out), plain));
  EXPECT_EQ(identities.check(outside, "theirs@h", identities.own_tag(outside, out), "201"), Check::good);
}

TEST_F(IdentitiesTest, Rfc3261_12_2_2_WhatWeGaveOut_Good) {
  EXPECT_EQ(identities.check(outside, call_id(outside), tag(outside), contact(outside)), Check::good);
  EXPECT_EQ(identities.check(inside, "c@10.0.0.5", tag(inside), contact(inside)), Check::good)
      << "a caller's own Call-ID";
  EXPECT_EQ(identities.check(inside, "c@10.0.0.5", tag(inside), ""), Check::good);
  EXPECT_EQ(identities.check(inside, "c@10.0.0.5", tag(inside), "+886212345678"), Check::good);
}

TEST_F(IdentitiesTest, ChangedOrOfAnotherZone_RefusedByKind) {
  const auto changed = [](std::string text) {
    text[text.size() / 2] = text[text.size() / 2] == 'A' ? 'B' : 'A';
    return text;
  };
  EXPECT_EQ(identities.check(outside, changed(call_id(outside)), tag(outside), contact(outside)),
            Check::refused_call_id);
  EXPECT_EQ(identities.check(outside, call_id(outside), changed(tag(outside)), contact(outside)), Check::refused_tag);
  EXPECT_EQ(identities.check(outside, call_id(outside), tag(outside), changed(contact(outside))),
            Check::refused_contact);
  EXPECT_EQ(identities.check(inside, call_id(outside), tag(inside), contact(inside)), Check::refused_call_id);
  EXPECT_EQ(identities.check(inside, call_id(inside), tag(outside), contact(inside)), Check::refused_tag);
  EXPECT_EQ(identities.check(inside, call_id(inside), tag(inside), contact(outside)), Check::refused_contact);
  EXPECT_EQ(identities.check(outside, call_id(outside), call_id(outside), ""), Check::refused_tag) << "another kind";
  EXPECT_EQ(identities.check(outside, call_id(outside), "as12", ""), Check::refused_tag);
  EXPECT_EQ(identities.check(outside, call_id(outside), "", ""), Check::refused_tag);
}

TEST_F(IdentitiesTest, UserOfARequestUri_OnlyWhatCanBeMeantAsOurContact) {
  EXPECT_EQ(identities.check_contact(outside, std::string(23, 'a')), Check::good);
  EXPECT_EQ(identities.check_contact(outside, std::string(24, 'a')), Check::refused_contact);
  EXPECT_EQ(identities.check_contact(outside, std::string(40, 'a') + "."), Check::good);
  EXPECT_EQ(identities.check_contact(outside, contact(outside)), Check::good);
}

// The shortest Contact that we can mint must not fall below what is looked at.
TEST_F(IdentitiesTest, ShortestContactOfOurs_IsLookedAt) {
  EXPECT_GE(identities.contact_user(outside, "", out).size(), 24u);
}

TEST_F(IdentitiesTest, OurCallId_OnlyInItsZone) {
  EXPECT_TRUE(identities.is_our_call_id(outside, call_id(outside)));
  EXPECT_FALSE(identities.is_our_call_id(inside, call_id(outside)));
  EXPECT_FALSE(identities.is_our_call_id(outside, tag(outside)));
  EXPECT_FALSE(identities.is_our_call_id(outside, "c@10.0.0.5"));
}

}  // namespace
}  // namespace trunkgate::proxy
