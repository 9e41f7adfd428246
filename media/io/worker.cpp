// SPDX-License-Identifier: Apache-2.0
#include "media/io/worker.h"

#include <pthread.h>
#include <sys/prctl.h>

#include <algorithm>
#include <chrono>

#include "media/limits.h"

namespace trunkgate::media {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds wait_max{1000};

milliseconds wait_until(Instant deadline, Instant now) {
  if (deadline <= now) return milliseconds{0};
  return std::min(std::chrono::ceil<milliseconds>(std::min<Duration>(deadline - now, wait_max)), wait_max);
}

}  // namespace

void Worker::start() {
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "media");
}

void Worker::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  io_.wake();
  thread_.join();
}

void Worker::run() {
  prctl(PR_SET_TIMERSLACK, 1UL);  // nanosecond: else the kernel adds 50 µs to the pause in which packets gather
  if (realtime_.on() && !set_realtime(true)) realtime_ = RealTimeRule(false);
  task_.on_scheduled(realtime_.on());
  window_begin_ = std::chrono::steady_clock::now();
  window_cpu_ = thread_cpu_time();
  while (!stopping_) {
    const Instant now = std::chrono::steady_clock::now();
    if (now - window_begin_ >= realtime_window) look_at_share(now);
    const Instant deadline = task_.on_turn(now);
    io_.run_once(wait_until(deadline, now), task_);
  }
}

void Worker::look_at_share(Instant now) {
  const Duration cpu = thread_cpu_time();
  const bool was_on = realtime_.on();
  if (realtime_.on_window(now - window_begin_, cpu - window_cpu_) != was_on) {
    if (!set_realtime(realtime_.on())) realtime_ = RealTimeRule(false);
    task_.on_scheduled(realtime_.on());
  }
  window_begin_ = now;
  window_cpu_ = cpu;
}

}  // namespace trunkgate::media
