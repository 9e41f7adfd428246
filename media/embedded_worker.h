// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "media/anchor.h"
#include "media/bounded_queue.h"
#include "media/io/socket_io.h"
#include "media/io/worker.h"
#include "media/mailbox.h"
#include "media/system_keys.h"

namespace trunkgate::media {

/// One media worker of the embedded anchor: its thread, its sockets, its sessions, and a command queue for each proxy
/// worker. A reply that finds its mailbox full is kept here, and that proxy worker's queue rests until it is gone.
class EmbeddedWorker final : private WorkerTask, private EventSink {
 public:
  EmbeddedWorker(const MediaConfig& config, std::uint8_t share, std::uint64_t seed,
                 const std::vector<std::unique_ptr<Mailbox>>& mailboxes, metrics::Counters* counters);

  void start() { worker_.start(); }
  void stop();
  /// Any thread. command.reply_to names a mailbox.
  [[nodiscard]] bool post(const Command& command);
  /// Any thread.
  void show_to(SessionId session, std::shared_ptr<PacketTap> tap);

 private:
  struct Inbox {
    explicit Inbox(std::size_t size) : commands(size) {}
    BoundedQueue<Command> commands;
    Event kept;
    bool has_kept = false;
  };

  [[nodiscard]] Instant on_turn(Instant now) override;
  PortIndex expect(PortIndex port) override { return anchor_.expect(port); }
  [[nodiscard]] Verdict on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) override;
  void on_dropped(PortIndex port, DropReason reason, std::uint32_t count) override;
  [[nodiscard]] bool deliver(std::uint8_t proxy_worker, const Event& event) override;

  /// True when this proxy worker's mailbox is full.
  [[nodiscard]] bool serve(Instant now, std::uint8_t proxy_worker);
  void take_taps();

  const std::vector<std::unique_ptr<Mailbox>>& mailboxes_;
  metrics::Counters* counters_;
  std::vector<std::unique_ptr<Inbox>> inboxes_;  // one per proxy worker
  SystemKeys keys_;
  SocketIo io_;
  Anchor anchor_;
  Worker worker_;
  Command command_;

  struct NewTap {
    SessionId session;
    std::shared_ptr<PacketTap> tap;
  };
  std::mutex taps_lock_;  // taken once per tap; the flag spares every other turn of it
  std::vector<NewTap> taps_;
  std::atomic<bool> has_taps_{false};
};

}  // namespace trunkgate::media
