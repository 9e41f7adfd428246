// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "media/embedded.h"
#include "media/guest.h"
#include "media/ng/server.h"
#include "media/service/ng_socket.h"

namespace trunkgate::media {

class Log;

/// The ng port: an ng::Server and its sockets, on the thread of the first media worker. A command reaches the anchor,
/// and its reply the client, without a change of threads.
class NgDesk final : private Guest, private ng::ServerOutput, private NgSocket::Reader {
 public:
  /// All are borrowed, `anchor` until it has stopped.
  NgDesk(ng::ServerSettings settings, Embedded& anchor, Log& log, metrics::Counters* counters);

  /// Before the anchor starts: binds, and moves in with it. Empty, or one sentence. Throws std::system_error when the
  /// kernel has no memory left.
  [[nodiscard]] std::string start(const std::vector<Endpoint>& listen);
  [[nodiscard]] std::vector<Endpoint> local() const;  ///< bound, in the order of `listen`

  /// Any other thread, while the anchor runs: waits for its next turn, and returns when `what` is done.
  void visit(const std::function<void(ng::Server&)>& what);
  /// Any thread.
  [[nodiscard]] std::size_t call_count() const { return call_count_; }

 private:
  void on_readable(Instant now, int descriptor) override;
  void on_event(const Event& event) override;
  [[nodiscard]] Instant on_turn(Instant now) override;
  void on_datagram(const Endpoint& source, std::string_view datagram) override;
  void send(const ng::Peer& peer, std::string_view datagram) override;
  void log(const ng::LogEvent& event) override;

  Embedded& anchor_;
  Log& log_;
  ng::Server server_;
  std::vector<std::unique_ptr<NgSocket>> sockets_;
  std::atomic<std::size_t> call_count_{0};
  Instant now_{};             // of the datagrams being read
  std::uint8_t reading_ = 0;  // the socket that they come from
};

}  // namespace trunkgate::media
