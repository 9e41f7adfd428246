// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

#include "media/io/packet_io.h"
#include "media/io/realtime.h"

namespace trunkgate::media {

/// What a worker does besides packets.
class WorkerTask : public PacketHandler {
 public:
  /// After each batch of packets and each wake-up: takes commands, hands out events, looks at deadlines. Returns when
  /// it wants to be called again at the latest.
  [[nodiscard]] virtual Instant on_turn(Instant now) = 0;
  /// The thread is in the real-time class from now on, or not; told at its start and at each change.
  virtual void on_scheduled(bool /*realtime*/) {}
};

/// One thread: wait for packets, serve them, give the task its turn. The one place in media/ that loops.
class Worker {
 public:
  /// Both borrowed until stop(). `realtime`: in the real-time class, as RealTimeRule has it, where that is permitted.
  Worker(PacketIo& io, WorkerTask& task, bool realtime = false) : io_(io), task_(task), realtime_(realtime) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Returns when the thread has ended. Idempotent.
  void stop();
  /// Any thread.
  void wake() { io_.wake(); }
  /// Whether the caller runs on this worker's thread.
  [[nodiscard]] bool is_current() const { return thread_.get_id() == std::this_thread::get_id(); }

 private:
  void run();
  void look_at_share(Instant now);

  PacketIo& io_;
  WorkerTask& task_;
  RealTimeRule realtime_;
  Instant window_begin_;
  Duration window_cpu_{0};  // that the thread had used then
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace trunkgate::media
