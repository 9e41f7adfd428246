// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "media/io/bell.h"
#include "media/io/gathering.h"
#include "media/io/packet_io.h"
#include "media/limits.h"

namespace trunkgate::media {

/// UDP sockets with epoll, recvmmsg and sendmmsg: runs everywhere. Datagrams leave with DSCP EF (RFC 3246, RFC 4594
/// §4.1) and TTL 64 (Twilio drops what arrives with 10 or less). Under load packets gather before they are read.
class SocketIo final : public PacketIo {
 public:
  /// Ports are numbered 0 to port_count - 1. Throws std::system_error when descriptors have run out.
  explicit SocketIo(PortIndex port_count);
  ~SocketIo() override;
  SocketIo(const SocketIo&) = delete;
  SocketIo& operator=(const SocketIo&) = delete;

  [[nodiscard]] bool open(PortIndex index, const Endpoint& local) override;
  [[nodiscard]] bool exhausted() const override { return exhausted_; }
  void close(PortIndex index) override;
  [[nodiscard]] bool send(PortIndex via, const Packet& packet, const Endpoint& to) override;
  void watch(int descriptor) override;
  void run_once(std::chrono::milliseconds wait, PacketHandler& handler) override;
  void wake() override { bell_.ring(); }

  /// The local address that `index` is bound to, as the kernel tells it.
  [[nodiscard]] Endpoint local(PortIndex index) const;

 private:
  struct Batch;
  /// Returns when packets have gathered, after `wait`, or on wake().
  void gather(std::chrono::milliseconds wait);
  /// Whatever epoll told of by this label; how many packets were read.
  std::size_t attend(Instant now, std::uint64_t label, PacketHandler& handler);
  /// A port.
  std::size_t serve(Instant now, std::uint64_t label, PacketHandler& handler);
  void flush(PortIndex via, std::size_t count, PacketHandler& handler);
  void send_one(PortIndex via, PacketHandler& handler);

  int epoll_ = -1;
  Bell bell_;
  std::vector<int> sockets_;  // by PortIndex; -1: closed
  std::array<epoll_event, ready_ports_max> ready_{};
  std::unique_ptr<Batch> batch_;
  Gathering gathering_;
  bool exhausted_ = false;
};

}  // namespace trunkgate::media
