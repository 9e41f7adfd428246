// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/buffer_pool.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::sip::test {
namespace {

std::string_view text_of(const BufferPool& pool, BufferId id) {
  const auto bytes = pool.bytes(id);
  return {bytes.data(), bytes.size()};
}

TEST(BufferPool, KeepsWhatItIsGiven) {
  BufferPool pool({2, 1, 1, 1});
  const std::string small(600, 'a');
  const std::string large(65535, 'b');
  auto first = pool.store(small);
  auto second = pool.store(large);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(text_of(pool, first), small);
  EXPECT_EQ(text_of(pool, second), large);
  EXPECT_EQ(pool.space(first).size(), 1024u);
  pool.release(first);
  EXPECT_FALSE(first);
  pool.release(first);
  EXPECT_EQ(pool.used(), 1u);
}

TEST(BufferPool, NextClassServesWhenOneIsUsedUp) {
  BufferPool pool({1, 1, 0, 1});
  const std::string small(100, 'a');
  const auto first = pool.store(small);
  const auto second = pool.store(small);
  auto third = pool.store(small);
  EXPECT_EQ(first.size_class, 0);
  EXPECT_EQ(second.size_class, 1);
  EXPECT_EQ(third.size_class, 3);
  EXPECT_FALSE(pool.store(small));
  pool.release(third);
  EXPECT_TRUE(pool.store(small));
}

TEST(BufferPool, TooLargeForAnyClass) {
  BufferPool pool({1, 1, 1, 1});
  EXPECT_FALSE(pool.store(std::string(65536, 'x')));
  EXPECT_FALSE(pool.acquire(65537));
  EXPECT_EQ(pool.used(), 0u);
}

TEST(BufferPool, FalseIdHasNoBytes) {
  BufferPool pool({1, 1, 1, 1});
  EXPECT_TRUE(pool.bytes({}).empty());
  EXPECT_TRUE(pool.space({}).empty());
}

}  // namespace
}  // namespace trunkgate::sip::test
