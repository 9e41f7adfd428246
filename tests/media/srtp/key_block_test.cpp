// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/key_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace trunkgate::media {
namespace {

constexpr Suite suite = Suite::aes_cm_128_hmac_sha1_80;
constexpr std::size_t block_size = 1280;

bool lies_in(const KeyBlock& block, const void* memory) {
  const auto* const octet = static_cast<const std::uint8_t*>(memory);
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(&block);
  return octet >= begin && octet < begin + block_size;
}

class KeyBlockTest : public testing::Test {
 protected:
  const KeyBlock::Pointer block = KeyBlock::create(suite);
};

TEST_F(KeyBlockTest, OnlyWhatIsAskedForInAUse_LiesInTheBlock) {
  void* const before = KeyBlock::allocate(32);
  EXPECT_FALSE(lies_in(*block, before));
  KeyBlock::release(before);
  const KeyBlock::Use use{block.get()};
  void* const during = KeyBlock::allocate(32);
  EXPECT_TRUE(lies_in(*block, during));
  KeyBlock::release(during);
}

TEST_F(KeyBlockTest, UseInAUse_EndsWithTheOuterOneInForce) {
  const KeyBlock::Pointer other = KeyBlock::create(suite);
  const KeyBlock::Use use{block.get()};
  {
    const KeyBlock::Use inner{other.get()};
    EXPECT_TRUE(lies_in(*other, KeyBlock::allocate(16)));
  }
  EXPECT_TRUE(lies_in(*block, KeyBlock::allocate(16)));
}

TEST_F(KeyBlockTest, Pieces_AreZeroedApartAndAligned) {
  const KeyBlock::Use use{block.get()};
  std::vector<std::uint8_t*> pieces;
  for (const std::size_t size : {1U, 16U, 17U, 100U}) {
    auto* const piece = static_cast<std::uint8_t*>(KeyBlock::allocate(size));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % alignof(std::max_align_t), 0U);
    EXPECT_TRUE(std::all_of(piece, piece + size, [](std::uint8_t octet) { return octet == 0; }));
    std::fill_n(piece, size, std::uint8_t{0xff});
    pieces.push_back(piece);
  }
  EXPECT_TRUE(std::ranges::is_sorted(pieces));
}

TEST_F(KeyBlockTest, LastPieceGivenBack_IsWipedAndTakenAgain) {
  const KeyBlock::Use use{block.get()};
  auto* const first = static_cast<std::uint8_t*>(KeyBlock::allocate(48));
  std::fill_n(first, 48, std::uint8_t{0xff});
  KeyBlock::release(first);
  EXPECT_EQ(block->used(), 0U);
  auto* const again = static_cast<std::uint8_t*>(KeyBlock::allocate(48));
  EXPECT_EQ(again, first);
  EXPECT_TRUE(std::all_of(again, again + 48, [](std::uint8_t octet) { return octet == 0; }));
}

TEST_F(KeyBlockTest, PieceThatIsNotTheLast_StaysTaken) {
  const KeyBlock::Use use{block.get()};
  void* const first = KeyBlock::allocate(48);
  void* const second = KeyBlock::allocate(48);
  KeyBlock::release(first);
  void* const third = KeyBlock::allocate(48);
  EXPECT_NE(third, first);
  EXPECT_NE(third, second);
}

TEST_F(KeyBlockTest, WhatDoesNotFit_IsTheHeaps) {
  const KeyBlock::Use use{block.get()};
  void* const large = KeyBlock::allocate(block_size);
  ASSERT_NE(large, nullptr);
  EXPECT_FALSE(lies_in(*block, large));
  KeyBlock::release(large);
  EXPECT_EQ(block->used(), 0U);
}

}  // namespace
}  // namespace trunkgate::media
