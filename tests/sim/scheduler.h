// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "sip/instant.h"

namespace trunkgate::sim {

/// The virtual clock and what is to happen when. Time jumps to the nearest event; events of one instant run in the
/// order in which they were entered, so a run is the same every time.
class Scheduler {
 public:
  using Task = std::function<void()>;

  [[nodiscard]] sip::Instant now() const { return now_; }
  [[nodiscard]] sip::Instant next() const { return events_.empty() ? sip::never : events_.front().at; }

  void at(sip::Instant when, Task task) {
    events_.push_back({std::max(when, now_), ++serial_, std::move(task)});
    std::push_heap(events_.begin(), events_.end(), later);
  }
  void after(sip::Duration wait, Task task) { at(now_ + wait, std::move(task)); }

  /// Only forward.
  void set_now(sip::Instant now) { now_ = std::max(now_, now); }
  void run_next() {
    std::pop_heap(events_.begin(), events_.end(), later);
    const Event event = std::move(events_.back());
    events_.pop_back();
    set_now(event.at);
    event.task();
  }

 private:
  struct Event {
    sip::Instant at;
    std::uint64_t serial;
    Task task;
  };
  static bool later(const Event& a, const Event& b) { return a.at != b.at ? a.at > b.at : a.serial > b.serial; }

  sip::Instant now_{std::chrono::hours(1)};
  std::uint64_t serial_ = 0;
  std::vector<Event> events_;
};

}  // namespace trunkgate::sim
