// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "sip/instant.h"
#include "sip/transaction/step.h"
#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

inline void PrintTo(Step step, std::ostream* out) {
  static constexpr const char* names[] = {"send_request",
                                          "send_ack",
                                          "keep_response",
                                          "send_response",
                                          "pass_to_user",
                                          "report_timeout",
                                          "report_transport_failure",
                                          "report_missing_ack",
                                          "finish"};
  *out << names[static_cast<std::size_t>(step)];
}

}  // namespace trunkgate::sip

namespace trunkgate::sip::test {

using namespace std::chrono_literals;
using Expected = std::vector<Step>;

/// A day into the clock, so that no test passes because time starts at zero.
inline constexpr Instant start = Instant(24h);

/// The life of one machine as a list of events with what each must give. play() checks them; then
/// play_with_fault_at_each_step() plays the list again with a transport error after every event in turn and demands
/// that the machine still comes to rest: at most one finish, nothing after it, and no deadline left.
template <class Machine>
class Script {
 public:
  using Event = std::function<void(Machine&, Instant, Steps&)>;

  explicit Script(std::function<Machine()> make) : make_(std::move(make)) {}

  /// What the user does so that a machine which waits for him ends.
  Script& user_gives_up_by(Event event) {
    give_up_ = std::move(event);
    return *this;
  }
  Script& after(Duration wait, Event event, Expected expected) {
    lines_.push_back({wait, std::move(event), std::move(expected)});
    return *this;
  }
  Script& at_once(Event event, Expected expected) { return after(0s, std::move(event), std::move(expected)); }
  /// A millisecond before `wait` is over the machine wants nothing; then it wants `expected`, and its deadline says so.
  Script& timer(Duration wait, Expected expected) {
    after(wait - 1ms, on_deadline, {});
    after(1ms, on_deadline, std::move(expected));
    lines_.back().is_timer = true;
    return *this;
  }

  /// Plays the script and gives the machine as it is then.
  Machine play() const {
    Machine machine = make_();
    Instant now = start;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      now += lines_[i].wait;
      EXPECT_TRUE(!lines_[i].is_timer || machine.deadline() == now) << "line " << i + 1 << " is not at the deadline";
      Steps steps;
      lines_[i].event(machine, now, steps);
      EXPECT_EQ(Expected(steps.begin(), steps.end()), lines_[i].expected) << "line " << i + 1 << " of the script";
    }
    return machine;
  }

  void play_with_fault_at_each_step() const {
    for (std::size_t fault = 0; fault < lines_.size(); ++fault) {
      SCOPED_TRACE("transport error after line " + std::to_string(fault + 1));
      Life life{make_()};
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        life.now += lines_[i].wait;
        life.meets(lines_[i].event);
        if (i == fault) life.meets([](Machine& m, Instant now, Steps& out) { m.on_transport_error(now, out); });
      }
      if (give_up_) life.meets(give_up_);
      for (int i = 0; i < 100 && life.machine.deadline() != never; ++i) {
        life.now = std::max(life.now, life.machine.deadline());
        life.meets(on_deadline);
      }
      EXPECT_EQ(life.finished, 1);
      EXPECT_EQ(life.machine.state(), Machine::State::terminated);
      EXPECT_EQ(life.machine.deadline(), never);
    }
  }

 private:
  struct Line {
    Duration wait;
    Event event;
    Expected expected;
    bool is_timer = false;
  };
  struct Life {
    Machine machine;
    Instant now = start;
    int finished = 0;

    void meets(const Event& event) {
      Steps steps;
      event(machine, now, steps);
      EXPECT_TRUE(finished == 0 || steps.empty()) << "a step after finish";
      for (const Step step : steps) finished += step == Step::finish;
    }
  };
  static void on_deadline(Machine& machine, Instant now, Steps& out) { machine.on_deadline(now, out); }

  std::function<Machine()> make_;
  Event give_up_;
  std::vector<Line> lines_;
};

}  // namespace trunkgate::sip::test
