// SPDX-License-Identifier: Apache-2.0
// Forks that ring while the anchor is asked and the answer comes.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

TEST(Rfc3261_12_1, ForkRingsBehindTheAnchor_AnswerOfAnotherForkKeepsItsDialog) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(trunk_response(invite, 183, "fork1", sdp("168.86.128.9")));
  house.from_trunk(trunk_response(invite, 180, "fork2"));
  house.from_trunk(trunk_response(invite, 200, "fork1", sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.media_agrees();
  house.media_agrees();
  const auto heard = house.take_sent();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].start_line(), "SIP/2.0 183 Session Progress");
  EXPECT_EQ(heard[1].start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(heard[0].tag("To"), heard[1].tag("To"));
  house.from_pbx(pbx_in_dialog("ACK", heard[1], 102));
  house.from_pbx(pbx_in_dialog("BYE", heard[1], 103));
  EXPECT_EQ(house.take_sent().back().tag("To"), "fork1");
  EXPECT_TRUE(house.at_rest());
}

TEST(Call, AnchorNeverSpeaksOfTheRinging_AnswerDoesNotWaitForEver) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(trunk_response(invite, 183, "t", sdp("168.86.128.9")));
  house.from_trunk(trunk_response(invite, 200, "t", sdp("168.86.128.9")));
  house.take_sent();
  house.advance(std::chrono::seconds(6));
  std::vector<std::string> lines;
  for (const auto& one : house.take_sent()) lines.push_back(one.start_line().substr(0, 11));
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines[0], "SIP/2.0 503");
  EXPECT_EQ(lines[1].substr(0, 4), "BYE ");
}

}  // namespace
}  // namespace trunkgate::test
