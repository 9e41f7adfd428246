// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/outbox.h"

#include <gtest/gtest.h>

#include <string_view>

namespace trunkgate::proxy {
namespace {

std::string_view text(std::span<const char> bytes) { return {bytes.data(), bytes.size()}; }

TEST(Outbox, WhatComesDuringAWrite_LeavesTogetherInTheNext) {
  Outbox outbox(100);
  ASSERT_TRUE(outbox.push(std::string_view("one")));
  EXPECT_EQ(text(outbox.next_write()), "one");
  ASSERT_TRUE(outbox.push(std::string_view("two")));
  ASSERT_TRUE(outbox.push(std::string_view("three")));
  EXPECT_TRUE(outbox.next_write().empty()) << "a second write while the first is under way";
  outbox.written();
  EXPECT_EQ(text(outbox.next_write()), "twothree");
  outbox.written();
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, Bound_CountsWhatIsBeingWrittenToo) {
  Outbox outbox(10);
  ASSERT_TRUE(outbox.push(std::string_view("123456")));
  (void)outbox.next_write();
  EXPECT_FALSE(outbox.push(std::string_view("78901")));
  EXPECT_TRUE(outbox.push(std::string_view("7890")));
  outbox.written();
  EXPECT_EQ(text(outbox.next_write()), "7890") << "a refused message must leave nothing behind";
  EXPECT_EQ(outbox.size(), 4U);
}

}  // namespace
}  // namespace trunkgate::proxy
