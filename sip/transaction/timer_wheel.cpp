// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace trunkgate::sip {
namespace {

constexpr Duration tick_length = std::chrono::milliseconds(1);

}  // namespace

TimerWheel::TimerWheel(std::uint32_t timer_max) : timers_(timer_max) {
  for (std::uint32_t index = timer_max; index-- > 0;) {
    timers_[index].next = free_;
    free_ = index;
  }
}

TimerId TimerWheel::start(Instant at, std::uint64_t user) {
  if (free_ == none || at == never) return {};
  const auto index = free_;
  Timer& timer = timers_[index];
  free_ = timer.next;
  timer.tick = tick_of(at);
  timer.user = user;
  ++size_;
  place(index);
  return {index, timer.generation};
}

void TimerWheel::stop(TimerId id) {
  if (!id || id.index >= timers_.size()) return;
  const Timer& timer = timers_[id.index];
  if (timer.generation != id.generation || timer.list == none) return;
  unlink(id.index);
  release(id.index);
}

std::optional<std::uint64_t> TimerWheel::take_due(Instant now) {
  // Rounded down, as start() rounds up: a timer is never early.
  const auto since_start = std::max(now.time_since_epoch(), Duration::zero());
  advance(static_cast<Tick>(since_start / tick_length));
  const auto index = lists_[due_list].first;
  if (index == none) return std::nullopt;
  const auto user = timers_[index].user;
  unlink(index);
  release(index);
  return user;
}

Instant TimerWheel::deadline() const {
  if (lists_[due_list].first != none) return instant_of(current_);
  const auto slot = first_slot();
  return slot.list == none ? never : instant_of(slot.tick);
}

TimerWheel::Tick TimerWheel::tick_of(Instant at) {
  const auto since_start = std::max(at.time_since_epoch(), Duration::zero());
  const auto rest = since_start % tick_length == Duration::zero() ? 0u : 1u;
  return std::min(static_cast<Tick>(since_start / tick_length) + rest, tick_max);
}

Instant TimerWheel::instant_of(Tick tick) { return Instant(tick_length * static_cast<std::int64_t>(tick)); }

// The level is that of the highest digit (base 64) in which the tick differs from the current one. So a level never
// wraps: what it holds lies ahead of the current digit, and all of it before anything on the level above.
void TimerWheel::place(std::uint32_t index) {
  const Tick tick = timers_[index].tick;
  if (tick <= current_) {
    append(due_list, index);
    return;
  }
  const auto highest_bit = static_cast<unsigned>(std::bit_width(tick ^ current_)) - 1;
  const unsigned level = highest_bit / slot_bits;
  const auto slot = static_cast<unsigned>(tick >> (level * slot_bits)) % slot_count;
  append(level * slot_count + slot, index);
}

void TimerWheel::append(std::uint32_t list, std::uint32_t index) {
  Timer& timer = timers_[index];
  timer.list = list;
  timer.next = none;
  timer.previous = lists_[list].last;
  (timer.previous == none ? lists_[list].first : timers_[timer.previous].next) = index;
  lists_[list].last = index;
  if (list != due_list) occupied_[list / slot_count] |= std::uint64_t{1} << (list % slot_count);
}

void TimerWheel::unlink(std::uint32_t index) {
  const Timer& timer = timers_[index];
  List& list = lists_[timer.list];
  (timer.previous == none ? list.first : timers_[timer.previous].next) = timer.next;
  (timer.next == none ? list.last : timers_[timer.next].previous) = timer.previous;
  if (list.first == none && timer.list != due_list) {
    occupied_[timer.list / slot_count] &= ~(std::uint64_t{1} << (timer.list % slot_count));
  }
}

void TimerWheel::release(std::uint32_t index) {
  Timer& timer = timers_[index];
  timer.list = none;
  if (++timer.generation == 0) timer.generation = 1;
  timer.next = free_;
  free_ = index;
  --size_;
}

TimerWheel::Slot TimerWheel::first_slot() const {
  for (unsigned level = 0; level < level_count; ++level) {
    if (occupied_[level] == 0) continue;
    const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const unsigned shift = level * slot_bits;
    const Tick above = current_ >> (shift + slot_bits) << (shift + slot_bits);
    return {level * slot_count + slot, above | Tick{slot} << shift};
  }
  return {};
}

void TimerWheel::advance(Tick to) {
  for (auto slot = first_slot(); slot.list != none && slot.tick <= to; slot = first_slot()) {
    current_ = slot.tick;
    spill(slot.list);
  }
  current_ = std::max(current_, std::min(to, tick_max));
}

void TimerWheel::spill(std::uint32_t list) {
  while (lists_[list].first != none) {
    const auto index = lists_[list].first;
    unlink(index);
    place(index);
  }
}

}  // namespace trunkgate::sip
