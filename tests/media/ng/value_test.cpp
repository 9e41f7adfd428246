// SPDX-License-Identifier: Apache-2.0
#include "media/ng/value.h"

#include <gtest/gtest.h>

#include <memory>

namespace trunkgate::media::ng {
namespace {

TEST(NgValue, NoValue_AnswersEverythingWithNothing) {
  const Value none;
  EXPECT_FALSE(none);
  EXPECT_TRUE(none.find("a").find("b").first().next().text().empty());
  EXPECT_FALSE(none.number());
  EXPECT_FALSE(none.is(Kind::string));
}

TEST(NgValue, Members_KeepTheirOrder) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  tree->add(root, "b", "1");
  tree->add_number(root, "a", 2);
  EXPECT_EQ(root.first().name(), "b");
  EXPECT_EQ(root.first().next().name(), "a");
  EXPECT_FALSE(root.first().next().next());
  EXPECT_EQ(root.find("a").number(), 2);
}

TEST(NgValue, NameTwice_FirstCounts) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  tree->add(root, "a", "first");
  tree->add(root, "a", "second");
  EXPECT_EQ(root.find("a").text(), "first");
}

TEST(NgValue, BlankAndHyphen_AreOneInNames) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  tree->add(root, "delete delay", "7");
  EXPECT_EQ(root.find("delete-delay").text(), "7");
  EXPECT_FALSE(root.find("delete_delay"));
}

TEST(NgValue, TextOfDigits_IsANumberToo) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::list);
  EXPECT_EQ(tree->add(root, "", "184").number(), 184);
  EXPECT_EQ(tree->add(root, "", "-3").number(), -3);
  EXPECT_FALSE(tree->add(root, "", "12x").number());
  EXPECT_FALSE(tree->add(root, "", "").number());
  EXPECT_FALSE(tree->add(root, "", "9223372036854775808").number());
}

TEST(NgValue, FullTree_SaysSoAndStaysWhole) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::list);
  for (std::size_t i = 1; i < node_count_max; ++i) EXPECT_TRUE(tree->add_number(root, "", 0));
  EXPECT_FALSE(tree->overflowed());
  EXPECT_FALSE(tree->add_number(root, "", 0));
  EXPECT_TRUE(tree->overflowed());
  tree->clear();
  EXPECT_FALSE(tree->overflowed());
  EXPECT_FALSE(tree->root());
}

TEST(NgValue, KeptText_IsBounded) {
  const auto tree = std::make_unique<Tree>();
  const std::string most(kept_text_max, 'x');
  EXPECT_EQ(tree->keep(most).size(), kept_text_max);
  EXPECT_TRUE(tree->keep("y").empty());
  EXPECT_TRUE(tree->overflowed());
}

TEST(NgValue, StringHasNoMembers) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  const Value text = tree->add(root, "a", "x");
  EXPECT_FALSE(tree->add(text, "b", "y"));
  EXPECT_FALSE(tree->add(Value{}, "b", "y"));
}

}  // namespace
}  // namespace trunkgate::media::ng
