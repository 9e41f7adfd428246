// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "bench/rtp/party_sockets.h"
#include "bench/rtp/servers.h"

namespace trunkgate::bench {

/// Where everybody lives.
struct Addresses {
  in_addr caller{};
  in_addr called{};
};

/// What became of the packets that were sent while the window was open.
struct Figures {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t reordered = 0;  ///< heard after a later one of their flow
  std::uint64_t unsound = 0;    ///< forged, cut, altered, or of nobody
  std::vector<std::uint32_t> delays_ns;
};

/// Calls of two parties each, who speak G.711 to each other without pause.
class Traffic {
 public:
  explicit Traffic(const Addresses& addresses) : addresses_(addresses) {}

  /// Sets up `count` calls; the called parties speak SRTP when `secure`.
  void set_up(Server& server, std::size_t count, bool secure);
  void release(Server& server);

  /// Everybody speaks for `warm_up`, and on for `window`, whose packets are counted. `at_edge` is called when the
  /// window opens and when it closes.
  [[nodiscard]] Figures speak(std::chrono::nanoseconds warm_up, std::chrono::nanoseconds window,
                              const std::function<void()>& at_edge);

 private:
  struct Edges {
    std::int64_t open_ns;
    std::int64_t closed_ns;
  };
  void add_call(Server& server, std::size_t call, bool secure);
  void add_flow(std::size_t from, std::size_t to, const PartyMedia& told_sender, const PartyMedia& told_hearer);
  /// All callers, then all called: neighbours share a socket, and the two of a call speak half an interval apart.
  Flow& flow_of(std::uint64_t turn);
  void on_datagram(const PartySockets::Datagram& datagram, const Edges& edges, Figures& figures);
  /// Sends what is due until `end_ns` and hears what comes; then hears on for a moment.
  void run(std::int64_t begin_ns, std::int64_t end_ns, const Edges& edges, Figures& figures);

  Addresses addresses_;
  PartySockets sockets_;
  std::vector<std::size_t> caller_sockets_;
  std::vector<std::size_t> called_sockets_;
  std::vector<Flow> flows_;
  std::vector<std::vector<std::int32_t>> flow_by_port_;  // by socket and the server's port; -1: nobody
  std::size_t calls_ = 0;
  std::uint64_t turn_ = 0;  // how many packets have been due
};

}  // namespace trunkgate::bench
