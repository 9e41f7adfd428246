// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "media/io/bell.h"
#include "media/io/gathering.h"
#include "media/io/packet_io.h"
#include "media/io/port_sockets.h"
#include "media/limits.h"

namespace trunkgate::media {

/// UDP sockets with epoll, recvmmsg: runs everywhere. Datagrams leave with DSCP EF (RFC 3246, RFC 4594
/// §4.1) and TTL 64 (Twilio drops what arrives with 10 or less). Under load packets gather before they are read.
class SocketIo final : public PacketIo {
 public:
  /// Ports are numbered 0 to port_count - 1. Throws std::system_error when descriptors have run out.
  explicit SocketIo(PortIndex port_count, std::size_t connected_max = connected_sockets_max);
  ~SocketIo() override;
  SocketIo(const SocketIo&) = delete;
  SocketIo& operator=(const SocketIo&) = delete;

  [[nodiscard]] bool open(PortIndex index, const Endpoint& local) override { return sockets_.open(index, local); }
  [[nodiscard]] bool exhausted() const override { return sockets_.exhausted(); }
  void close(PortIndex index) override { sockets_.close(index); }
  [[nodiscard]] bool send(PortIndex via, const Packet& packet, const Endpoint& to) override;
  void watch(int descriptor) override;
  void run_once(std::chrono::milliseconds wait, PacketHandler& handler) override;
  void wake() override { bell_.ring(); }

  /// The local address that `index` is bound to, as the kernel tells it.
  [[nodiscard]] Endpoint local(PortIndex index) const;

 private:
  struct Burst;
  /// Returns when packets have gathered, after `wait`, or on wake().
  void gather(std::chrono::milliseconds wait);
  /// Reads from all ports, judges all packets, sends them all: each of the three finds its code and the kernel's in the
  /// cache from the second packet on. How many were read.
  std::size_t serve_ports(Instant now, std::span<const epoll_event> ready, PacketHandler& handler);
  std::size_t read(std::uint64_t label);
  /// Judges and sends what has been read.
  void relay(Instant now, PacketHandler& handler);
  void judge(Instant now, std::size_t at, PacketHandler& handler);
  void send_all(PacketHandler& handler);
  [[nodiscard]] static bool send_on(int connected, const Packet& packet);
  void watch_as(int descriptor, std::uint64_t label);

  int epoll_;
  Bell bell_;
  PortSockets sockets_;
  std::array<epoll_event, ready_ports_max> ready_{};
  std::unique_ptr<Burst> burst_;
  Gathering gathering_;
};

}  // namespace trunkgate::media
