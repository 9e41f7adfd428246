// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::proxy {
namespace {

TEST(Pattern, PlainTextMatchesItselfAlone) {
  EXPECT_TRUE(matches("911", "911"));
  EXPECT_FALSE(matches("911", "9111"));
  EXPECT_FALSE(matches("911", "91"));
  EXPECT_FALSE(matches("911", ""));
}

TEST(Pattern, Star_AnyTextAlsoNone) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*", "anything"));
  EXPECT_TRUE(matches("+*", "+886212345678"));
  EXPECT_TRUE(matches("+*", "+"));
  EXPECT_FALSE(matches("+*", "886"));
  EXPECT_TRUE(matches("*00", "1000"));
  EXPECT_TRUE(matches("1*2*3", "1223"));
  EXPECT_FALSE(matches("1*2*3", "1224"));
}

TEST(Pattern, QuestionMark_OneCharacter) {
  EXPECT_TRUE(matches("2???", "2001"));
  EXPECT_FALSE(matches("2???", "201"));
  EXPECT_FALSE(matches("2???", "20011"));
}

TEST(Pattern, Set) {
  EXPECT_TRUE(matches("0[1-9]*", "0212345678"));
  EXPECT_FALSE(matches("0[1-9]*", "00886"));
  EXPECT_FALSE(matches("0[1-9]*", "0"));
  EXPECT_TRUE(matches("[!0]*", "9"));
  EXPECT_FALSE(matches("[!0]*", "0"));
  EXPECT_TRUE(matches("[135]", "3"));
  EXPECT_TRUE(matches("[+-]", "-"));
  EXPECT_TRUE(matches("[]]", "]"));
  EXPECT_TRUE(matches("[*]97", "*97"));
  EXPECT_FALSE(matches("[*]97", "197"));
}

TEST(Pattern, WellFormed) {
  for (const char* good : {"*", "+*", "0[1-9]*", "[!0]", "[]]", "[+-]", "911"}) EXPECT_TRUE(is_pattern(good)) << good;
  for (const char* bad : {"", "[", "[]", "[!]", "0[1-9*", "[9-1]", "a[b"}) EXPECT_FALSE(is_pattern(bad)) << bad;
  EXPECT_TRUE(is_pattern(std::string(pattern_size_max, '1')));
  EXPECT_FALSE(is_pattern(std::string(pattern_size_max + 1, '1')));
}

TEST(Pattern, Malformed_NeverMatches) {
  EXPECT_FALSE(matches("[", "["));
  EXPECT_FALSE(matches("[9-1]", "5"));
}

TEST(Pattern, ManyStars_EndsSoon) {
  // Backtracking into every star would take 2^40 steps.
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "*1";
  EXPECT_FALSE(matches(pattern + "x", std::string(64, '1')));
}

}  // namespace
}  // namespace trunkgate::proxy
