// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/problem.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

TEST(Problem, Text_FileLineWhatWrite) {
  EXPECT_EQ(to_string("a.yaml", {7, "x is y", "write z"}), "a.yaml:7: x is y; write z");
  EXPECT_EQ(to_string("a.yaml", {0, "x is y", ""}), "a.yaml: x is y");
}

TEST(Problems, SortedByLine_EarlierReportFirstWithinALine) {
  Problems problems;
  problems.error(9, "c", "");
  problems.error(2, "a", "");
  problems.error(2, "b", "");
  EXPECT_FALSE(problems.ok());
  problems.sort_by_line();
  EXPECT_EQ(problems.errors()[0].what, "a");
  EXPECT_EQ(problems.errors()[1].what, "b");
  EXPECT_EQ(problems.errors()[2].what, "c");
}

TEST(NearestWord, OneSlipIsForgiven) {
  constexpr std::string_view known[] = {"sip", "media", "allow", "advertise", "workers"};
  EXPECT_EQ(nearest_word("medai", known), "media") << "swapped";
  EXPECT_EQ(nearest_word("worker", known), "workers") << "dropped";
  EXPECT_EQ(nearest_word("alllow", known), "allow") << "doubled";
  EXPECT_EQ(nearest_word("advertize", known), "advertise") << "changed";
  EXPECT_EQ(nearest_word("sup", known), "sip");
  EXPECT_EQ(nearest_word("certificate", known), "");
  EXPECT_EQ(nearest_word("", known), "");
}

TEST(JoinChoices, ReadsAsASentence) {
  constexpr std::string_view words[] = {"a", "b", "c"};
  EXPECT_EQ(join_choices(words), "a, b or c");
  EXPECT_EQ(join_choices(std::span{words}.first(1)), "a");
  EXPECT_EQ(join_choices({}), "");
}

}  // namespace
}  // namespace trunkgate::proxy
