// SPDX-License-Identifier: Apache-2.0
#include "sip/header/event.h"

#include <gtest/gtest.h>

namespace trunkgate::sip {
namespace {

using State = SubscriptionState::State;

TEST(Rfc6665_8_2_1, Event_PackageAndId) {
  const auto value = Event::parse("refer ; id=93809824");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->package, "refer");
  EXPECT_EQ(value->id, "93809824");
  EXPECT_TRUE(Event::parse("kpml")->id.empty());
  for (const char* text : {"", ";id=1", "two words", "refer;id=\"a b\""}) EXPECT_FALSE(Event::parse(text)) << text;
}

TEST(Rfc6665_8_2_3, SubscriptionState_StateExpiresReason) {
  const auto active = SubscriptionState::parse("Active;expires=60");
  ASSERT_TRUE(active);
  EXPECT_EQ(active->state, State::active);
  EXPECT_EQ(active->expires, 60u);
  const auto ended = SubscriptionState::parse("terminated;reason=noresource");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->state, State::terminated);
  EXPECT_EQ(ended->reason, "noresource");
  EXPECT_EQ(SubscriptionState::parse("pending")->state, State::pending);
  EXPECT_EQ(SubscriptionState::parse("extended")->state, State::other);
  EXPECT_FALSE(SubscriptionState::parse(""));
  EXPECT_FALSE(SubscriptionState::parse("active expires"));
}

}  // namespace
}  // namespace trunkgate::sip
