// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sip/instant.h"

namespace trunkgate::sip {

/// Names a running timer of one wheel. After it fired or was stopped the id names nothing.
struct TimerId {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 0: no timer

  explicit operator bool() const { return generation != 0; }
  friend bool operator==(const TimerId&, const TimerId&) = default;
};

/// Hierarchical timing wheel: seven levels of 64 slots, one tick is a millisecond. Starting, stopping and taking are
/// O(1); every timer moves down at most six times in its life. All timers live in a pool sized at construction. Knows
/// no clock. Not thread-safe.
class TimerWheel {
 public:
  explicit TimerWheel(std::uint32_t timer_max);

  /// Runs until `at`, rounded up to the next tick. No id when `timer_max` timers run or `at` is `never`.
  TimerId start(Instant at, std::uint64_t user);
  /// A dead id is ignored.
  void stop(TimerId id);
  /// The `user` of one timer that is due, earliest tick first, equal ticks in an order that depends on the calls alone.
  std::optional<std::uint64_t> take_due(Instant now);
  /// When to call take_due next: never after the earliest timer's tick, sometimes before (the call then moves timers
  /// down a level and returns nothing). `never` when no timer runs.
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] std::uint32_t size() const { return size_; }

 private:
  using Tick = std::uint64_t;
  static constexpr unsigned level_count = 7;
  static constexpr unsigned slot_bits = 6;
  static constexpr unsigned slot_count = 1u << slot_bits;
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::uint32_t due_list = level_count * slot_count;  // after the slots of all levels
  static constexpr Tick tick_max = (Tick{1} << (slot_bits * level_count)) - 1;

  struct Timer {
    Tick tick = 0;
    std::uint64_t user = 0;
    std::uint32_t generation = 1;
    std::uint32_t list = none;  // the slot it is in, or due_list, or none while free
    std::uint32_t previous = none;
    std::uint32_t next = none;
  };
  struct List {
    std::uint32_t first = none;
    std::uint32_t last = none;
  };
  struct Slot {
    std::uint32_t list = none;
    Tick tick = 0;  // when the slot begins
  };

  static Tick tick_of(Instant at);
  static Instant instant_of(Tick tick);
  void place(std::uint32_t index);
  void append(std::uint32_t list, std::uint32_t index);
  void unlink(std::uint32_t index);
  void release(std::uint32_t index);
  void advance(Tick to);
  void spill(std::uint32_t list);
  [[nodiscard]] Slot first_slot() const;

  std::vector<Timer> timers_;
  std::array<List, due_list + 1> lists_{};
  std::array<std::uint64_t, level_count> occupied_{};  // one bit per slot
  Tick current_ = 0;
  std::uint32_t free_ = none;
  std::uint32_t size_ = 0;
};

}  // namespace trunkgate::sip
