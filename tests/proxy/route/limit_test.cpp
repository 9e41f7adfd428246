// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/limit.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

using namespace std::chrono_literals;

constexpr sip::Instant start{1h};

TEST(PeerLimiter, Calls_UpToTheLimitAtATime) {
  const Config config = small_house();  // peer 1: two calls, five a second
  PeerLimiter limiter{config};
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::ok);
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::ok);
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::calls_reached);
  EXPECT_EQ(limiter.calls(1), 2u) << "the refused one is not counted";
  limiter.end_call(1);
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::ok);
  EXPECT_EQ(limiter.calls(0), 0u);
}

TEST(PeerLimiter, Cps_ABurstOfOneSecondThenTheRate) {
  Config config = small_house();
  config.peers[1].limits = {0, 5};
  PeerLimiter limiter{config};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::ok) << i;
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::cps_reached);
  EXPECT_EQ(limiter.calls(1), 5u);
  EXPECT_EQ(limiter.start_call(start + 199ms, 1), LimitVerdict::cps_reached);
  EXPECT_EQ(limiter.start_call(start + 200ms, 1), LimitVerdict::ok);
  EXPECT_EQ(limiter.start_call(start + 10s, 2), LimitVerdict::ok) << "other peers have their own";
}

TEST(PeerLimiter, RefusedByCalls_TakesNoToken) {
  Config config = small_house();
  config.peers[1].limits = {1, 1};
  PeerLimiter limiter{config};
  EXPECT_EQ(limiter.start_call(start, 1), LimitVerdict::ok);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter.start_call(start + 1s, 1), LimitVerdict::calls_reached);
  limiter.end_call(1);
  EXPECT_EQ(limiter.start_call(start + 1s, 1), LimitVerdict::ok);
}

TEST(PeerLimiter, NoLimits_EverythingPasses) {
  const Config config = small_house();
  PeerLimiter limiter{config};
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(limiter.start_call(start, 0), LimitVerdict::ok);
  limiter.count_call(0);
  EXPECT_EQ(limiter.calls(0), 10'001u);
}

TEST(PeerLimiter, SeveralWorkers_ShareOneLimit) {
  Config config = small_house();
  config.peers[1].limits = {1000, 0};
  PeerLimiter limiter{config};
  std::atomic<int> accepted{0};
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) accepted += limiter.start_call(start, 1) == LimitVerdict::ok ? 1 : 0;
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(accepted, 1000);
  EXPECT_EQ(limiter.calls(1), 1000u);
}

TEST(PeerLimiter, VerdictNames) {
  EXPECT_EQ(to_string(LimitVerdict::ok), "ok");
  EXPECT_EQ(to_string(LimitVerdict::calls_reached), "calls_reached");
  EXPECT_EQ(to_string(LimitVerdict::cps_reached), "cps_reached");
}

}  // namespace
}  // namespace trunkgate::proxy
