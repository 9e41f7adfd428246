// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "media/bounded_queue.h"
#include "media/io/bell.h"
#include "media/mailbox.h"
#include "media/ng/client.h"
#include "media/remote.h"
#include "media/remote_socket.h"
#include "media/system_keys.h"

namespace trunkgate::media {

/// The thread of Remote: commands and datagrams to the client, its datagrams and events out.
class Remote::Loop final : private ng::ClientOutput {
 public:
  Loop(RemoteSettings settings, std::uint8_t proxy_workers, metrics::Counters* counters);
  ~Loop() override;

  void start();
  void stop();
  [[nodiscard]] bool post(const Command& command);
  [[nodiscard]] Mailbox& mailbox(std::uint8_t proxy_worker) const { return *mailboxes_[proxy_worker]; }
  [[nodiscard]] std::size_t up_count() const { return up_.load(std::memory_order_relaxed); }

 private:
  struct Kept {
    std::uint8_t proxy_worker = 0;
    std::unique_ptr<Event> event;
  };

  void send(std::size_t anchor, std::string_view datagram) override;
  void deliver(std::uint8_t proxy_worker, const Event& event) override;
  void log(const ng::LogEvent& event) override;

  void run();
  void turn();
  void wait(Instant until);
  void receive(std::size_t anchor);
  void take_commands();
  void deliver_kept();

  RemoteSettings settings_;
  metrics::Counters* counters_;
  std::vector<std::unique_ptr<Mailbox>> mailboxes_;
  BoundedQueue<Command> commands_;
  Bell bell_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> up_ = 0;

  SystemKeys keys_;
  std::vector<RemoteSocket> sockets_;
  std::vector<char> refused_;  // 1: nobody listens there, to be told to the client
  std::unique_ptr<ng::Client> client_;
  std::deque<Kept> kept_;
  std::unique_ptr<Command> command_ = std::make_unique<Command>();
  std::vector<char> room_;
  std::thread thread_;
};

}  // namespace trunkgate::media
