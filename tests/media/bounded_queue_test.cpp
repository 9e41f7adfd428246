// SPDX-License-Identifier: Apache-2.0
#include "media/bounded_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace trunkgate::media {
namespace {

TEST(BoundedQueue, FirstIn_FirstOut_OverManyRounds) {
  BoundedQueue<int> queue{3};
  int next_in = 0;
  int next_out = 0;
  for (int round = 0; round < 100; ++round) {
    while (queue.push(next_in)) ++next_in;
    EXPECT_EQ(next_in - next_out, 3);
    for (int out = -1; queue.pop(out); ++next_out) EXPECT_EQ(out, next_out);
  }
  EXPECT_EQ(next_in, 300);
  EXPECT_EQ(next_out, 300);
}

TEST(BoundedQueue, FullAndEmpty_SaySo) {
  BoundedQueue<int> queue{2};
  int out = 7;
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.pop(out));
  EXPECT_TRUE(queue.push(1));
  EXPECT_FALSE(queue.empty());
  EXPECT_TRUE(queue.push(2));
  EXPECT_FALSE(queue.push(3));
  EXPECT_EQ(out, 7);
  EXPECT_TRUE(queue.pop(out));
  EXPECT_TRUE(queue.push(3));
}

TEST(BoundedQueue, FourProducers_NothingLostNothingTwiceOrderKept) {
  constexpr int per_producer = 20'000;
  BoundedQueue<std::uint32_t> queue{64};
  std::vector<std::thread> producers;
  for (std::uint32_t producer = 0; producer < 4; ++producer) {
    producers.emplace_back([&queue, producer] {
      for (std::uint32_t i = 0; i < per_producer; ++i) {
        while (!queue.push(producer << 24 | i)) std::this_thread::yield();
      }
    });
  }
  std::array<std::uint32_t, 4> next{};
  bool in_order = true;
  for (int taken = 0; taken < 4 * per_producer;) {
    std::uint32_t value = 0;
    if (!queue.pop(value)) {
      std::this_thread::yield();
      continue;
    }
    in_order = in_order && next[value >> 24]++ == (value & 0xffffff);
    ++taken;
  }
  for (auto& producer : producers) producer.join();
  EXPECT_TRUE(in_order);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace trunkgate::media
