// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/parameters.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/scan/chars.h"

namespace trunkgate::sip {
namespace {

TEST(Rfc3261_25_1, GenericParam_QuotedSemicolonDoesNotSeparate) {
  std::string_view text = R"( ; method="NOTIFY;Event=x" ; lr;twnat=sip:1.2.3.4:5060;+u.sip!x.y="SEP\"1")";
  auto one = next_parameter(text);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->name, "method");
  EXPECT_EQ(one->value, "NOTIFY;Event=x");
  EXPECT_EQ(one->text, R"(method="NOTIFY;Event=x")");
  one = next_parameter(text);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->name, "lr");
  EXPECT_FALSE(one->has_value);
  EXPECT_EQ(next_parameter(text)->value, "sip:1.2.3.4:5060");
  one = next_parameter(text);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->name, "+u.sip!x.y");
  EXPECT_EQ(one->value, R"(SEP\"1)");
  EXPECT_FALSE(next_parameter(text));
  EXPECT_TRUE(text.empty());
}

TEST(Rfc3261_7_3_1, FindParameter_WithoutCase) {
  EXPECT_EQ(find_parameter(";a=1;TAG=x", "tag"), "x");
  EXPECT_EQ(find_parameter(";lr", "lr"), "");
  EXPECT_EQ(find_parameter(";a=1", "lr"), std::nullopt);
}

TEST(Parameters, Unreadable_NotParameters) {
  EXPECT_TRUE(are_parameters(""));
  EXPECT_TRUE(are_parameters(";a;;b=;"));
  EXPECT_FALSE(are_parameters("a"));
  EXPECT_FALSE(are_parameters(";a=\"x"));
  EXPECT_FALSE(are_parameters(";a=\"x\\\""));  // GHSA-qvj2-vqrg-f5jx: ends right after a backslash
  EXPECT_FALSE(are_parameters(";a=\"x\\"));
  EXPECT_FALSE(are_parameters(";a=\"x\"y"));
  EXPECT_FALSE(are_parameters(";=x"));
}

// A frame of stack for each would end the process: a datagram has room for 65,000.
TEST(Parameters, SemicolonsAlone_NoStack) {
  const std::string semicolons(2'000'000, ';');
  EXPECT_TRUE(are_parameters(semicolons));
  EXPECT_EQ(find_parameter(semicolons + "tag=x", "tag"), "x");
  EXPECT_FALSE(are_parameters(semicolons + "=x"));
}

TEST(Chars, Number_StopsAtItsBound) {
  std::uint64_t value = 0;
  EXPECT_TRUE(read_number("0065535", 65535, value));
  EXPECT_EQ(value, 65535u);
  for (const auto* bad : {"", "65536", "-1", "+1", " 1", "1 ", "4294967328", "18446744073709551617", "1e3", "0x1"})
    EXPECT_FALSE(read_number(bad, 65535, value)) << bad;
}

}  // namespace
}  // namespace trunkgate::sip
