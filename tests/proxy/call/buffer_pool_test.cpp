// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/buffer_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "proxy/call/limits.h"

namespace trunkgate::proxy {
namespace {

std::string_view text_of(std::span<const char> bytes) { return {bytes.data(), bytes.size()}; }

TEST(BufferPool, WhatIsStored_OutlivesItsSource) {
  BufferPool pool(parked_size_max, parked_count_max);
  std::string source = "SIP/2.0 200 OK";
  BufferPool::Handle first = pool.store(source);
  source.assign(source.size(), '#');
  BufferPool::Handle second = pool.store(source);
  ASSERT_TRUE(first != 0 && second != 0);
  EXPECT_NE(first, second);
  EXPECT_EQ(text_of(pool.view(first)), "SIP/2.0 200 OK");
  EXPECT_EQ(text_of(pool.view(second)), source);
  EXPECT_EQ(pool.in_use(), 2u);
}

TEST(BufferPool, Released_UsedAgainAndHandleNamesNothing) {
  BufferPool pool(parked_size_max, parked_count_max);
  BufferPool::Handle handle = pool.store(std::string(100, 'a'));
  const BufferPool::Handle before = handle;
  pool.release(handle);
  EXPECT_EQ(handle, 0u);
  EXPECT_EQ(pool.in_use(), 0u);
  pool.release(handle);
  EXPECT_EQ(pool.in_use(), 0u);
  handle = pool.store(std::string("b"));
  EXPECT_EQ(handle, before);
  EXPECT_EQ(text_of(pool.view(handle)), "b") << "nothing of the longer one before";
  EXPECT_TRUE(pool.view(0).empty());
}

TEST(BufferPool, Size_BoundHitExactlyAndByOne) {
  BufferPool pool(parked_size_max, parked_count_max);
  const std::string longest(parked_size_max, 'x');
  EXPECT_EQ(pool.store(longest + "x"), 0u);
  EXPECT_EQ(pool.in_use(), 0u);
  EXPECT_EQ(text_of(pool.view(pool.store(longest))), longest);
}

TEST(BufferPool, Count_BoundHitExactlyAndByOne) {
  BufferPool pool(parked_size_max, parked_count_max);
  std::vector<BufferPool::Handle> handles(parked_count_max);
  for (auto& handle : handles) handle = pool.store(std::string("x"));
  EXPECT_EQ(std::set(handles.begin(), handles.end()).size(), parked_count_max);
  EXPECT_EQ(std::set(handles.begin(), handles.end()).count(0), 0u);
  EXPECT_EQ(pool.store(std::string("x")), 0u);
  EXPECT_EQ(pool.in_use(), parked_count_max);
  pool.release(handles[17]);
  EXPECT_NE(pool.store(std::string("y")), 0u);
}

}  // namespace
}  // namespace trunkgate::proxy
