// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/glare.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trunkgate::sip::test {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3261_14_1, OwnerOfTheCallIdWaitsLongerThanTheOther) {
  Duration owner_min = 1h, owner_max{}, other_min = 1h, other_max{};
  for (std::uint64_t random = 0; random < 5000; ++random) {
    owner_min = std::min(owner_min, glare_backoff(true, random));
    owner_max = std::max(owner_max, glare_backoff(true, random));
    other_min = std::min(other_min, glare_backoff(false, random));
    other_max = std::max(other_max, glare_backoff(false, random));
  }
  EXPECT_EQ(owner_min, 2100ms);
  EXPECT_EQ(owner_max, 4000ms);
  EXPECT_EQ(other_min, 0ms);
  EXPECT_EQ(other_max, 2000ms);
}

}  // namespace
}  // namespace trunkgate::sip::test
