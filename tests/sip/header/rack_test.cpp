// SPDX-License-Identifier: Apache-2.0
#include "sip/header/rack.h"

#include <gtest/gtest.h>

namespace trunkgate::sip {
namespace {

TEST(Rfc3262_7_1, RSeq_FromOneTo32Bits) {
  EXPECT_EQ(RSeq::parse("988789")->number, 988789u);
  EXPECT_EQ(RSeq::parse(" 4294967295 ")->number, UINT32_MAX);
  for (const char* text : {"", "0", "4294967296", "1 2", "x"}) EXPECT_FALSE(RSeq::parse(text)) << text;
}

TEST(Rfc3262_7_2, RAck_ThreePartsInAnyWhiteSpace) {
  const auto value = RAck::parse("776656 \t 1 INVITE");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->rseq, 776656u);
  EXPECT_EQ(value->cseq, 1u);
  EXPECT_EQ(value->method, Method::invite);
}

TEST(Rfc3262_7_2, RAck_UnreadableIsAnError) {
  for (const char* text : {"", "1", "1 2", "0 1 INVITE", "1 x INVITE", "1 2147483648 INVITE", "a 1 INVITE"})
    EXPECT_FALSE(RAck::parse(text)) << text;
}

}  // namespace
}  // namespace trunkgate::sip
