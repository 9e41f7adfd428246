// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/bounded_text.h"

#include <gtest/gtest.h>

namespace trunkgate::sip::test {
namespace {

TEST(BoundedText, KeepsUpToItsBoundAndNothingOfWhatIsLonger) {
  BoundedText<4> text;
  EXPECT_TRUE(text.empty());
  EXPECT_TRUE(text.assign("abcd"));
  EXPECT_FALSE(text.assign("abcde"));
  EXPECT_EQ(text.view(), "abcd");
  EXPECT_FALSE(text.append("e"));
  EXPECT_TRUE(text.assign({"x", "", "yz"}));
  EXPECT_TRUE(text.append("!"));
  EXPECT_EQ(text.view(), "xyz!");
  text.clear();
  EXPECT_EQ(text.view(), "");
}

}  // namespace
}  // namespace trunkgate::sip::test
