// SPDX-License-Identifier: Apache-2.0
#include "sip/header/replaces.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::sip {
namespace {

TEST(Rfc3891_6_1, CallIdAndBothTags_InAnyOrder) {
  const auto value = Replaces::parse("98asjd8@test.com ;from-tag=f.1~2-x; To-Tag = t;early-only");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->call_id, "98asjd8@test.com");
  EXPECT_EQ(value->to_tag, "t");
  EXPECT_EQ(value->from_tag, "f.1~2-x");
  EXPECT_TRUE(value->early_only);
  EXPECT_FALSE(Replaces::parse("a@b;to-tag=1;from-tag=2")->early_only);
}

TEST(Rfc3891_6_1, MissingRepeatedOrUnreadableParts_AreErrors) {
  for (const char* text :
       {"", "a@b", "a@b;to-tag=1", "a@b;from-tag=1", "a@b;to-tag=1;to-tag=2;from-tag=3", "a b;to-tag=1;from-tag=2",
        ";to-tag=1;from-tag=2", "a@b;to-tag=;from-tag=2", "a@b;to-tag=\"1\r\n\";from-tag=2"})
    EXPECT_FALSE(Replaces::parse(text)) << text;
  EXPECT_FALSE(Replaces::parse(std::string(600, 'a') + ";to-tag=1;from-tag=2"));
}

}  // namespace
}  // namespace trunkgate::sip
