// SPDX-License-Identifier: Apache-2.0
// A call that ends while a re-INVITE is under way.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

TEST(Rfc3261_9_1, SideHangsUpAndLeavesTheReinviteOpen_Cancel) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9")));
  house.media_agrees();
  const House::Sent answer = house.take_sent().back();
  house.from_pbx(pbx_in_dialog("ACK", answer, 102));
  house.from_pbx(pbx_in_dialog("INVITE", answer, 103, sdp("10.0.0.5")));
  house.media_agrees();
  const House::Sent hold = house.take_sent().back();
  house.from_trunk(trunk_response(hold, 100, ""));
  house.from_trunk(trunk_in_dialog("BYE", invite, "trunktag", 29044));
  bool cancelled = false;
  for (const auto& one : house.take_sent())
    cancelled = cancelled || (one.start_line().starts_with("CANCEL ") && one.header("Via") == hold.header("Via"));
  EXPECT_TRUE(cancelled);
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
