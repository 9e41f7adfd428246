// SPDX-License-Identifier: Apache-2.0
#include "sip/header/value_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trunkgate::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> all_of(std::string_view text) {
  std::vector<std::string> found;
  for (std::string_view one : values(text)) found.emplace_back(one);
  return found;
}

TEST(Rfc3261_7_3_1, CommaSeparates_EachTrimmed) {
  EXPECT_THAT(all_of("a, b ,\r\n\tc"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(all_of("one"), ElementsAre("one"));
  EXPECT_EQ(values(" a , b").first(), "a");
}

TEST(Rfc3261_7_3_1, EmptyValues_PassedOver) {
  EXPECT_THAT(all_of(",, a,\t,b,"), ElementsAre("a", "b"));
  EXPECT_THAT(all_of(""), IsEmpty());
  EXPECT_THAT(all_of(" , ,"), IsEmpty());
  EXPECT_EQ(values(" , ").first(), "");
}

TEST(Rfc3261_7_3_1, CommaInQuotes_DoesNotSeparate) {
  EXPECT_THAT(all_of(R"("a, b" <sip:a@b>, "c\", d" <sip:c@d>)"),
              ElementsAre(R"("a, b" <sip:a@b>)", R"("c\", d" <sip:c@d>)"));
  EXPECT_THAT(all_of(R"(x="<,", y=">,")"), ElementsAre(R"(x="<,")", R"(y=">,")"));
}

TEST(Rfc3261_7_3_1, CommaInAngleBrackets_DoesNotSeparate) {
  EXPECT_THAT(all_of("<sip:a,b@c>;x, <sip:d@e>"), ElementsAre("<sip:a,b@c>;x", "<sip:d@e>"));
  EXPECT_THAT(all_of("<sip:(a@b>, <sip:c@d>"), ElementsAre("<sip:(a@b>", "<sip:c@d>"));  // no comment begins in a URI
}

TEST(Rfc3261_25_1, CommaInComment_DoesNotSeparate) {
  EXPECT_THAT(all_of("a (x, (y, z), w), b"), ElementsAre("a (x, (y, z), w)", "b"));
  EXPECT_THAT(all_of("a), b"), ElementsAre("a)", "b"));
}

TEST(ValueList, WhatIsNotClosed_GoesToTheEnd) {
  EXPECT_THAT(all_of("a, \"b, c"), ElementsAre("a", "\"b, c"));
  EXPECT_THAT(all_of("a, \"b\\\", c"), ElementsAre("a", "\"b\\\", c"));
  EXPECT_THAT(all_of("a, <b, c"), ElementsAre("a", "<b, c"));
  EXPECT_THAT(all_of("a, (b, c"), ElementsAre("a", "(b, c"));
}

}  // namespace
}  // namespace trunkgate::sip
