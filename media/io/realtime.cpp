// SPDX-License-Identifier: Apache-2.0
#include "media/io/realtime.h"

#include <sched.h>

#include <chrono>
#include <ctime>

#include "media/limits.h"

namespace trunkgate::media {

bool RealTimeRule::on_window(Duration wall, Duration cpu) {
  if (!wanted_) return on_;
  if (on_) {
    on_ = cpu * 100 < wall * realtime_share_max;
    calm_windows_ = 0;
    return on_;
  }
  calm_windows_ = cpu * 100 < wall * realtime_calm_share ? calm_windows_ + 1 : 0;
  on_ = calm_windows_ == realtime_calm_windows;
  return on_;
}

// What a thread in this class starts is not in it.
bool set_realtime(bool on) {
  sched_param param{};
  param.sched_priority = on ? sched_get_priority_min(SCHED_RR) : 0;
  return sched_setscheduler(0, on ? SCHED_RR | SCHED_RESET_ON_FORK : SCHED_OTHER, &param) == 0;
}

Duration thread_cpu_time() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

}  // namespace trunkgate::media
