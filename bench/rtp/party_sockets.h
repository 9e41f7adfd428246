// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "bench/rtp/flow.h"

namespace trunkgate::bench {

/// The UDP sockets of all parties. Some parties share one, as those behind a gateway do, so that one system call can
/// serve several: the load must cost less than what it measures.
class PartySockets {
 public:
  static constexpr std::size_t parties_per_socket = 16;
  static constexpr std::size_t batch_size = 32;

  PartySockets();
  ~PartySockets();
  PartySockets(const PartySockets&) = delete;
  PartySockets& operator=(const PartySockets&) = delete;

  /// A socket on any port of `address`; its index. Aborts when it cannot be had.
  std::size_t open(const in_addr& address);
  [[nodiscard]] const sockaddr_in& local(std::size_t socket) const { return locals_[socket]; }

  /// One packet of each flow, with one sendmmsg for neighbours that share a socket. `now_ns` goes into the packets.
  void send(std::span<Flow* const> flows, std::int64_t now_ns);

  struct Datagram {
    std::size_t socket;
    const sockaddr_in& source;
    std::span<std::uint8_t> buffer;
    std::size_t size;
    std::int64_t received_ns;  ///< by the kernel, when it put the packet into the socket; CLOCK_REALTIME
  };
  /// Waits at most `wait`, then reads one batch from each socket that has something.
  void receive(std::chrono::nanoseconds wait, const std::function<void(const Datagram&)>& on_datagram);

 private:
  struct Batch;
  void flush(std::size_t socket, std::size_t count);
  void read(std::size_t socket, const std::function<void(const Datagram&)>& on_datagram);

  int epoll_;
  std::vector<int> sockets_;
  std::vector<sockaddr_in> locals_;
  std::unique_ptr<Batch> batch_;
};

/// CLOCK_REALTIME, which the kernel's stamps on packets are in.
[[nodiscard]] std::int64_t stamp_clock_ns();

}  // namespace trunkgate::bench
