// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "media/address.h"
#include "media/limits.h"
#include "media/session/packet.h"

namespace trunkgate::media {

/// The sockets of a worker's ports, told of by its epoll. Each port has an open one that hears everybody. Beside it,
/// an RTP port that keeps sending to one party has a second one of the same address, connected to that party: the
/// kernel then looks up the route once and not per packet. Both are read; who may be believed is decided elsewhere.
/// One thread.
class PortSockets {
 public:
  /// `epoll` is borrowed. No more than `connected_max` ports, at most 65,535, have a second socket.
  PortSockets(PortIndex count, int epoll, std::size_t connected_max);
  ~PortSockets();
  PortSockets(const PortSockets&) = delete;
  PortSockets& operator=(const PortSockets&) = delete;

  /// As PortOpener has them. Nobody else can bind the same address, whatever options he sets.
  [[nodiscard]] bool open(PortIndex index, const Endpoint& local);
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  void close(PortIndex index);

  /// The open socket of a port, -1 where there is none.
  [[nodiscard]] int open_socket(PortIndex index) const { return sockets_[index]; }
  /// A burst of packets is about to be sent: connects_per_burst ports may get their second socket.
  void begin_burst() { connects_left_ = connects_per_burst; }
  /// A packet is about to be sent: the socket that is connected to `to`, or -1 where there is none yet.
  [[nodiscard]] int socket_toward(PortIndex index, const Endpoint& to);
  /// Brings into the cache what socket_toward() looks up: first the one, then what is found by it.
  void expect(PortIndex index) const { __builtin_prefetch(&slots_[index / 2]); }
  void approach(PortIndex index) const { __builtin_prefetch(&towards_[slots_[index / 2]], 1); }

 private:
  /// Number of a Towards; 0: the port has none.
  using Slot = std::uint16_t;
  struct Towards {
    Endpoint party;           // that was sent to last
    std::uint8_t streak = 0;  // packets to it without another between them; counted up to connect_after_packets
    int connected = -1;
  };

  [[nodiscard]] Slot take_slot();

  [[nodiscard]] int connect_port(Towards& towards, PortIndex index);
  [[nodiscard]] bool add_connected(Towards& towards, PortIndex index);
  static void drop_connected(Towards& towards);

  int epoll_;
  bool exhausted_ = false;
  std::size_t connects_left_ = 0;  // in this burst
  std::vector<int> sockets_;       // by port, -1: closed
  std::vector<Slot> slots_;        // by RTP port: half of its index
  std::vector<Towards> towards_;   // by slot; few, and together: ports are many and far apart
  std::vector<Slot> free_slots_;
};

/// What epoll tells of a ready port: descriptor and index, so that no table need be looked into. All are below 2^63.
[[nodiscard]] constexpr std::uint64_t label_of(int socket, PortIndex index) {
  return static_cast<std::uint64_t>(socket) << 32 | index;
}
[[nodiscard]] constexpr int socket_of(std::uint64_t label) { return static_cast<int>(label >> 32); }
[[nodiscard]] constexpr PortIndex index_of(std::uint64_t label) { return static_cast<PortIndex>(label); }

/// A port is told of once when something comes: to be told again until it is empty makes the kernel look at each port
/// twice. False: the kernel has no memory for it.
[[nodiscard]] bool tell_of_port(int epoll, int socket, PortIndex index);
/// Tells of it anew if there is something left to read.
void tell_again_of_port(int epoll, std::uint64_t label);

}  // namespace trunkgate::media
