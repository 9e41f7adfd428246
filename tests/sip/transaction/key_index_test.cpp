// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace trunkgate::sip::test {
namespace {

TEST(KeyIndex, AbsentKey) {
  KeyIndex index(4);
  EXPECT_EQ(index.find({1, 2}), KeyIndex::none);
  index.erase({1, 2});
  index.insert({1, 2}, 9);
  EXPECT_EQ(index.find({1, 2}), 9u);
  EXPECT_EQ(index.find({2, 2}), KeyIndex::none) << "all 128 bits count";
}

// Few different homes, so that runs grow, wrap around and close again.
TEST(KeyIndex, RandomOperations_LikeAMap) {
  std::mt19937 random(7);
  KeyIndex index(32);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> reference;
  for (std::uint32_t step = 0; step < 200'000; ++step) {
    const Key key{random() % 8, 60 + random() % 8};
    const auto found = reference.find({key.high, key.low});
    ASSERT_EQ(index.find(key), found == reference.end() ? KeyIndex::none : found->second);
    if (found != reference.end()) {
      index.erase(key);
      reference.erase(found);
    } else if (reference.size() < 32) {
      index.insert(key, step);
      reference[{key.high, key.low}] = step;
    }
  }
}

}  // namespace
}  // namespace trunkgate::sip::test
