// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "media/address.h"
#include "media/drop_reason.h"

namespace trunkgate::media {

/// A local UDP port of one worker: twice the pair's number, plus 1 for RTCP. Indexes every per-port table.
using PortIndex = std::uint32_t;

/// A datagram in the reader's buffer, changed in place. packet_tail_room octets behind `size` are free.
struct Packet {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {octets, size}; }
};

/// What becomes of a packet: sent from port `via` to `to`, or dropped because of `reason`.
struct Verdict {
  bool forward = false;
  DropReason reason = DropReason::no_session;
  PortIndex via = 0;
  Endpoint to;

  [[nodiscard]] static Verdict drop(DropReason reason) { return {false, reason, 0, {}}; }
};

/// How a session gets its sockets without knowing any.
class PortOpener {
 public:
  virtual ~PortOpener() = default;
  /// Binds `local` for port `index`; false when another program sits there or descriptors have run out.
  [[nodiscard]] virtual bool open(PortIndex index, const Endpoint& local) = 0;
  /// The last open() failed for want of descriptors or memory, not because of its port.
  [[nodiscard]] virtual bool exhausted() const { return false; }
  /// What is queued unread is lost. `index` is open.
  virtual void close(PortIndex index) = 0;
};

/// How the anchor sends what it was not asked to relay.
class PacketSender {
 public:
  virtual ~PacketSender() = default;
  /// From port `via`, which is open, at once or not at all. False: the kernel has refused it.
  [[nodiscard]] virtual bool send(PortIndex via, const Packet& packet, const Endpoint& to) = 0;
};

}  // namespace trunkgate::media
