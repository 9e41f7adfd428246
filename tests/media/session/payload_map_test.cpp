// SPDX-License-Identifier: Apache-2.0
#include "media/session/payload_map.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(Rfc3264_6_1, TypesThatAreNotListed_PassAsTheyAre) {
  PayloadMap map;
  EXPECT_EQ(map(101), 101);
  ASSERT_TRUE(map.add(101, 96));
  ASSERT_TRUE(map.add(96, 101));
  EXPECT_EQ(map(101), 96);
  EXPECT_EQ(map(96), 101);
  EXPECT_EQ(map(0), 0);
}

TEST(PayloadMap, Full_SaysSoAndChangesNothing) {
  PayloadMap map;
  for (std::uint8_t i = 0; i < payload_map_size_max; ++i) ASSERT_TRUE(map.add(i, 100));
  EXPECT_FALSE(map.add(50, 99));
  EXPECT_EQ(map(50), 50);
}

}  // namespace
}  // namespace trunkgate::media
