// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sip/header/challenge.h"

namespace trunkgate::sip {
namespace {

// RFC 3261 §7.3.1 lets a value be folded. Between parameters that is blanks; inside quotes the text that is hashed and
// the text that is written would differ.
TEST(Rfc7616_3_3, FoldBetweenParameters_Read_InsideQuotes_Refused) {
  EXPECT_TRUE(Challenge::parse("Digest realm=\"r\",\r\n nonce=\"n\""));
  EXPECT_FALSE(Challenge::parse("Digest realm=\"a\r\n b\", nonce=\"n\""));
  EXPECT_FALSE(Challenge::parse("Digest realm=\"r\", nonce=\"a\r\n\tb\""));
}

TEST(Rfc7616_3_3, ControlCharacterBehindABackslash_Refused) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(Challenge::parse("Digest realm=\"r\", nonce=\"n\\\0\""sv));
  EXPECT_FALSE(Challenge::parse("Digest realm=\"r\\\x07\", nonce=\"n\""sv));
  EXPECT_TRUE(Challenge::parse("Digest realm=\"r\\\"\", nonce=\"n\""sv));
}

}  // namespace
}  // namespace trunkgate::sip
