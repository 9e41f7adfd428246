// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "media/attached.h"
#include "media/config.h"
#include "media/drop_reason.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media {

class Guest;
class PacketTap;

/// The anchor inside the proxy's process: `config.workers` threads of its own, commands to them and events back over
/// bounded queues. A session lives on one media worker for life; its events go to the proxy worker that spoke last.
/// An event that finds its queue full waits at the media worker, which then takes no more commands for that proxy
/// worker: post() fails, nothing is lost.
class Embedded final : public Attached {
 public:
  /// `proxy_workers`: how many event queues. `counters`: one per media worker, written by that worker's thread alone;
  /// borrowed until stop(); may be empty (then nothing is counted). Their Labels::rtp_drops must be drop_reason_names,
  /// their zones those of `config` in the same order.
  /// Raises the process's soft limit of descriptors to its hard one, and keeps no more ports open than that bears.
  /// Throws std::system_error when the process may not open another descriptor.
  Embedded(const MediaConfig& config, std::uint8_t proxy_workers, std::vector<metrics::Counters*> counters);
  ~Embedded() override;
  Embedded(const Embedded&) = delete;
  Embedded& operator=(const Embedded&) = delete;

  void start() override;
  void stop() override;

  /// Before start(): proxy worker 0 is this one, on the first media worker's thread; its events come to on_event() and
  /// not to next_event(). Borrowed until stop(). Throws std::system_error when the kernel has no memory left.
  void host(Guest& guest);
  /// Before start(), after host(): the guest is told when `descriptor` is readable. Throws like host().
  void watch(int descriptor);
  /// Any thread, between start() and stop(). Done on the first media worker's thread at its next turn.
  void run_soon(std::function<void()> errand);

  /// Any thread. False: the queue is full, or command.reply_to is not a proxy worker.
  [[nodiscard]] bool post(const Command& command) override;

  [[nodiscard]] int event_fd(std::uint8_t proxy_worker) const override;
  [[nodiscard]] bool next_event(std::uint8_t proxy_worker, Event& event) override;
  /// Any thread. Shows the packets of a session in the clear, until it ends.
  void show_to(SessionId session, std::shared_ptr<PacketTap> tap);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::media
