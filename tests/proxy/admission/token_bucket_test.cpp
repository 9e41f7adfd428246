// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/token_bucket.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

using namespace std::chrono_literals;

int taken(TokenBucket& bucket, sip::Instant now, const Rate& rate, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += bucket.take(now, rate) ? 1 : 0;
  return count;
}

TEST(TokenBucket, StartsFull_ThenOnePerInterval) {
  const Rate rate = Rate::of(10, 5);
  const sip::Instant start{1h};
  TokenBucket bucket;
  EXPECT_EQ(taken(bucket, start, rate, 100), 5);
  EXPECT_EQ(taken(bucket, start + 99ms, rate, 100), 0);
  EXPECT_EQ(taken(bucket, start + 100ms, rate, 100), 1);
  EXPECT_EQ(taken(bucket, start + 300ms, rate, 100), 2);
}

TEST(TokenBucket, Idle_FillsUpToTheBurstAndNoFurther) {
  const Rate rate = Rate::of(10, 5);
  TokenBucket bucket;
  EXPECT_EQ(taken(bucket, sip::Instant{1h}, rate, 5), 5);
  EXPECT_EQ(taken(bucket, sip::Instant{2h}, rate, 100), 5);
}

TEST(TokenBucket, SteadyStreamAtTheRate_NeverRefused) {
  const Rate rate = Rate::of(50, 1);
  TokenBucket bucket;
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(bucket.take(sip::Instant{1h} + i * 20ms, rate)) << i;
}

TEST(TokenBucket, Refused_CostsNothing) {
  const Rate rate = Rate::of(1, 1);
  TokenBucket bucket;
  EXPECT_EQ(taken(bucket, sip::Instant{1h}, rate, 1000), 1);
  EXPECT_EQ(taken(bucket, sip::Instant{1h} + 1s, rate, 1), 1) << "a flood does not push the next token away";
}

TEST(TokenBucket, ClockAtItsOrigin) {
  TokenBucket bucket;
  EXPECT_TRUE(bucket.take(sip::Instant{}, Rate::of(1, 1)));
  EXPECT_FALSE(bucket.take(sip::Instant{}, Rate::of(1, 1)));
}

}  // namespace
}  // namespace trunkgate::proxy
