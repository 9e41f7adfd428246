// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/timer_wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <vector>

namespace trunkgate::sip::test {
namespace {

using namespace std::chrono_literals;

constexpr Instant start = Instant(24h);

std::vector<std::uint64_t> take_all(TimerWheel& wheel, Instant now) {
  std::vector<std::uint64_t> users;
  while (const auto user = wheel.take_due(now)) users.push_back(*user);
  return users;
}

TEST(TimerWheel, EmptyWaitsForNothing) {
  TimerWheel wheel(4);
  EXPECT_EQ(wheel.deadline(), never);
  EXPECT_FALSE(wheel.take_due(start));
  EXPECT_EQ(wheel.deadline(), never);
  const auto id = wheel.start(start + 1s, 7);
  EXPECT_NE(wheel.deadline(), never);
  wheel.stop(id);
  EXPECT_EQ(wheel.deadline(), never);
  EXPECT_EQ(wheel.size(), 0u);
}

TEST(TimerWheel, NeverEarlyAndAtMostOneTickLate) {
  for (const Duration wait : {Duration(1ns), Duration(1ms), Duration(63ms), Duration(64ms), Duration(65ms),
                              Duration(4096ms), Duration(32s), Duration(2h), Duration(24h * 365)}) {
    TimerWheel wheel(1);
    EXPECT_FALSE(wheel.take_due(start));
    wheel.start(start + wait, 1);
    EXPECT_FALSE(wheel.take_due(start + wait - 1ns)) << wait.count();
    EXPECT_LE(wheel.deadline(), start + wait + 1ms);
    EXPECT_EQ(wheel.take_due(start + wait + 1ms), 1u) << wait.count();
  }
}

TEST(TimerWheel, DeadlineLeadsToTheTimerInFewCalls) {
  TimerWheel wheel(1);
  EXPECT_FALSE(wheel.take_due(start));
  wheel.start(start + 32s, 1);
  int calls = 0;
  Instant now = start;
  for (; wheel.size() > 0; ++calls) {
    ASSERT_GE(wheel.deadline(), now);
    ASSERT_LE(wheel.deadline(), start + 32s);
    now = wheel.deadline();
    (void)wheel.take_due(now);
    ASSERT_LT(calls, 8) << "every call takes the timer one level down";
  }
  EXPECT_EQ(now, start + 32s);
}

TEST(TimerWheel, EqualTicksInOrderOfStart) {
  TimerWheel wheel(8);
  for (std::uint64_t user = 0; user < 8; ++user) wheel.start(start + 5s, user);
  EXPECT_EQ(take_all(wheel, start + 6s), (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(TimerWheel, FullGivesNoIdAndHasRoomAgainAfterwards) {
  TimerWheel wheel(2);
  const auto first = wheel.start(start, 1);
  EXPECT_TRUE(wheel.start(start, 2));
  EXPECT_FALSE(wheel.start(start, 3));
  wheel.stop(first);
  EXPECT_TRUE(wheel.start(start, 4));
  EXPECT_EQ(take_all(wheel, start), (std::vector<std::uint64_t>{2, 4}));
}

TEST(TimerWheel, DeadIdsStopNothing) {
  TimerWheel wheel(1);
  const auto fired = wheel.start(start, 1);
  EXPECT_EQ(wheel.take_due(start), 1u);
  const auto later = wheel.start(start + 1s, 2);
  wheel.stop(fired);
  wheel.stop({});
  wheel.stop({99, 1});
  EXPECT_EQ(wheel.size(), 1u);
  wheel.stop(later);
  wheel.stop(later);
  EXPECT_EQ(wheel.size(), 0u);
}

TEST(TimerWheel, NeverIsNoTimerAndThePastIsDueAtOnce) {
  TimerWheel wheel(2);
  EXPECT_FALSE(wheel.start(never, 1));
  EXPECT_FALSE(wheel.take_due(start));
  wheel.start(start - 1h, 2);
  EXPECT_LE(wheel.deadline(), start);
  EXPECT_EQ(wheel.take_due(start), 2u);
}

/// The wheel beside a plain map. Timers must come out in the order of their ticks, none early, none left behind.
class Pair {
 public:
  explicit Pair(std::uint32_t seed) : random_(seed) {}

  void step() {
    const auto choice = random_() % 10;
    if (choice < 5) {
      start_one();
    } else if (choice < 7) {
      stop_one();
    } else {
      now_ = choice < 9 ? now_ + up_to(3000) : std::max(now_, std::min(wheel_.deadline(), now_ + 1h));
      take_all();
    }
    check();
  }

 private:
  static constexpr std::uint32_t timer_max = 500;
  struct Running {
    TimerId id;
    Instant at;
  };

  std::chrono::milliseconds up_to(std::uint32_t bound) { return std::chrono::milliseconds(random_() % bound); }

  void start_one() {
    const Instant at = now_ + up_to(1u << (random_() % 22));
    const auto id = wheel_.start(at, next_user_);
    ASSERT_EQ(static_cast<bool>(id), running_.size() < timer_max);
    if (id) running_[next_user_++] = {id, at};
  }
  void stop_one() {
    if (running_.empty()) return;
    const auto victim = std::next(running_.begin(), static_cast<long>(random_() % running_.size()));
    wheel_.stop(victim->second.id);
    running_.erase(victim);
  }
  void take_all() {
    Instant last = Instant::min();
    while (const auto user = wheel_.take_due(now_)) {
      ASSERT_TRUE(running_.contains(*user));
      const Instant at = running_[*user].at;
      ASSERT_LE(at, now_) << "early";
      ASSERT_GE(at, last) << "out of order";
      last = at;
      running_.erase(*user);
    }
    for (const auto& [user, timer] : running_) ASSERT_GT(timer.at, now_) << "timer " << user << " was left behind";
  }
  void check() const {
    ASSERT_EQ(wheel_.size(), running_.size());
    ASSERT_EQ(wheel_.deadline() == never, running_.empty());
    for (const auto& [user, timer] : running_) ASSERT_LE(wheel_.deadline(), timer.at) << "timer " << user;
  }

  std::mt19937 random_;
  TimerWheel wheel_{timer_max};
  std::map<std::uint64_t, Running> running_;
  Instant now_ = start;
  std::uint64_t next_user_ = 1;
};

TEST(TimerWheel, RandomOperations_LikeASortedMap) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair pair(seed);
    for (int step = 0; step < 5000 && !testing::Test::HasFatalFailure(); ++step) pair.step();
  }
}

}  // namespace
}  // namespace trunkgate::sip::test
