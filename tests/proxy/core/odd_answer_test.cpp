// SPDX-License-Identifier: Apache-2.0
// Answers that the product cannot carry.
#include <gtest/gtest.h>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

TEST(Call, AnswerWithATagTooLongToBeSealed_502_AckAndBye) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, std::string(160, 't'), sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.media_agrees();
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 502 Bad Gateway");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
