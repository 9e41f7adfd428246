// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "media/anchor.h"
#include "media/bounded_queue.h"
#include "media/guest.h"
#include "media/io/errands.h"
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
  /// Before start(): proxy worker 0 is this one, on our thread. Borrowed until stop().
  void host(Guest& guest);
  /// Before start(): a descriptor that the guest is told of. Throws std::system_error.
  void watch(int descriptor) { io_.watch(descriptor); }
  /// Any thread. Done on this worker's thread at its next turn.
  void run_soon(Errands::Errand errand);
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
  void on_scheduled(bool realtime) override;
  void expect(PortIndex port) override { anchor_.expect(port); }
  void approach(PortIndex port) override { anchor_.approach(port); }
  void fetch_keys(PortIndex port) override { anchor_.fetch_keys(port); }
  [[nodiscard]] Verdict on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) override;
  void on_dropped(PortIndex port, DropReason reason, std::uint32_t count) override;
  void on_readable(Instant now, int descriptor) override;
  [[nodiscard]] bool deliver(std::uint8_t proxy_worker, const Event& event) override;

  /// True when this proxy worker's mailbox is full.
  [[nodiscard]] bool serve(Instant now, std::uint8_t proxy_worker);
  [[nodiscard]] bool has_commands() const;

  const std::vector<std::unique_ptr<Mailbox>>& mailboxes_;
  metrics::Counters* counters_;
  std::vector<std::unique_ptr<Inbox>> inboxes_;  // one per proxy worker
  SystemKeys keys_;
  SocketIo io_;
  Anchor anchor_;
  Worker worker_;
  Command command_;
  Errands errands_;
  Guest* guest_ = nullptr;
  Event heard_;  // by the guest, from other media workers
};

}  // namespace trunkgate::media
