// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "media/instant.h"

namespace trunkgate::media {

/// Whether a worker's thread belongs into the real-time class, where it is served before all that is not urgent: audio
/// that waits for another program's 4 ms is late. A thread that takes its whole core, as in a flood, loses the class
/// until it has been calm for a second, so that SIP and whoever logs in are never shut out. Pure.
class RealTimeRule {
 public:
  explicit RealTimeRule(bool wanted) : wanted_(wanted), on_(wanted) {}

  [[nodiscard]] bool on() const { return on_; }
  /// The thread has run for `cpu` of the last `wall`, which is at least realtime_window. Returns on().
  bool on_window(Duration wall, Duration cpu);

 private:
  bool wanted_;
  bool on_;
  std::size_t calm_windows_ = 0;  // in a row
};

/// Puts the calling thread into SCHED_RR at its lowest priority, or back into SCHED_OTHER. False: not permitted, which
/// takes CAP_SYS_NICE or an RLIMIT_RTPRIO of 1, and in a cgroup of v1 a share of real time.
[[nodiscard]] bool set_realtime(bool on);

/// How long the calling thread has run.
[[nodiscard]] Duration thread_cpu_time();

}  // namespace trunkgate::media
