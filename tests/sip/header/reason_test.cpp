// SPDX-License-Identifier: Apache-2.0
#include "sip/header/reason.h"

#include <gtest/gtest.h>

namespace trunkgate::sip {
namespace {

using Protocol = Reason::Protocol;

TEST(Rfc3326_2, ProtocolAndCause_TheTextIsPassedOver) {
  const auto q850 = Reason::parse("Q.850 ;cause=16 ;text=\"Terminated; cause=99\"");
  ASSERT_TRUE(q850);
  EXPECT_EQ(q850->protocol, Protocol::q850);
  EXPECT_EQ(q850->cause, 16);
  const auto sip = Reason::parse("sip;text=\"elsewhere\";cause=200");
  ASSERT_TRUE(sip);
  EXPECT_EQ(sip->protocol, Protocol::sip);
  EXPECT_EQ(sip->cause, 200);
  EXPECT_EQ(Reason::parse("X.int")->protocol, Protocol::other);
  EXPECT_EQ(Reason::parse("SIP")->cause, 0);
}

TEST(Rfc3326_2, UnreadableIsAnError) {
  for (const char* text : {"", ";cause=1", "SIP;cause=x", "SIP;cause=1000", "a b;cause=1"})
    EXPECT_FALSE(Reason::parse(text)) << text;
}

}  // namespace
}  // namespace trunkgate::sip
