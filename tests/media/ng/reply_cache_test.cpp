// SPDX-License-Identifier: Apache-2.0
#include "media/ng/reply_cache.h"

#include <gtest/gtest.h>

namespace trunkgate::media::ng {
namespace {

using State = ReplyCache::State;

class ReplyCacheTest : public testing::Test {
 protected:
  State look_up(std::string_view cookie) { return cache_.look_up(now_, peer_, cookie, reply_); }
  ReplyCache cache_;
  Peer peer_{{Address::v4(127, 0, 0, 1), 5}, 0};
  Instant now_{std::chrono::hours{1}};
  std::string_view reply_;
};

TEST_F(ReplyCacheTest, FreshThenWaitingThenDone) {
  EXPECT_EQ(look_up("k"), State::fresh);
  EXPECT_EQ(look_up("k"), State::waiting);
  cache_.store(peer_, "k", "k reply");
  EXPECT_EQ(look_up("k"), State::done);
  EXPECT_EQ(reply_, "k reply");
}

TEST_F(ReplyCacheTest, AddressPortAndSocket_TellClientsApart) {
  EXPECT_EQ(look_up("k"), State::fresh);
  peer_.socket = 1;
  EXPECT_EQ(look_up("k"), State::fresh);
  peer_.endpoint.port = 6;
  EXPECT_EQ(look_up("k"), State::fresh);
  peer_.endpoint.address = Address::v4(127, 0, 0, 2);
  EXPECT_EQ(look_up("k"), State::fresh);
}

TEST_F(ReplyCacheTest, Lifetime_IsBounded) {
  EXPECT_EQ(look_up("k"), State::fresh);
  now_ += reply_lifetime - std::chrono::milliseconds{1};
  EXPECT_EQ(look_up("k"), State::waiting);
  now_ += std::chrono::milliseconds{1};
  EXPECT_EQ(look_up("k"), State::fresh);
  EXPECT_EQ(cache_.size(), 1U);
}

TEST_F(ReplyCacheTest, Number_IsBounded) {
  for (std::size_t i = 0; i < 2 * replies_kept_max; ++i) (void)look_up(std::to_string(i));
  EXPECT_LE(cache_.size(), replies_kept_max);
  EXPECT_EQ(look_up(std::to_string(2 * replies_kept_max - 1)), State::waiting);
  cache_.store(peer_, "0", "late");  // gave way long ago
  EXPECT_EQ(look_up("0"), State::fresh);
}

}  // namespace
}  // namespace trunkgate::media::ng
