// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "media/instant.h"
#include "media/session/packet.h"

namespace trunkgate::media {

/// Who decides about packets: the anchor, or a test.
class PacketHandler {
 public:
  virtual ~PacketHandler() = default;
  /// Hints, for with many calls what is kept of one has left the cache since its last packet: packets of `port` follow
  /// in this round, so that it will be asked whose port it is, …
  virtual void expect(PortIndex /*port*/) {}
  /// … one of them is the fourth to be judged from now: what is known of its call arrives while the others are, …
  virtual void approach(PortIndex /*port*/) {}
  /// … and one is the second from now: what its call's keys are made of, which is found by way of the former.
  virtual void fetch_keys(PortIndex /*port*/) {}
  /// `now` is the same for all packets of one batch. May change the packet and its size in place.
  [[nodiscard]] virtual Verdict on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) = 0;
  /// A descriptor given to PacketIo::watch() is readable, and is told of again until it has been read.
  virtual void on_readable(Instant /*now*/, int /*descriptor*/) {}
  /// `count` packets for port `via` could not be sent, or could not be read whole (`reason` oversized).
  virtual void on_dropped(PortIndex via, DropReason reason, std::uint32_t count) = 0;
};

/// A way to move datagrams: sockets or AF_XDP rings. One thread owns it, wake() alone may come from others.
class PacketIo : public PortOpener, public PacketSender {
 public:
  /// Waits at most `wait` for packets or wake(), then serves every ready port once. No heap after construction.
  virtual void run_once(std::chrono::milliseconds wait, PacketHandler& handler) = 0;
  /// From now on run_once() waits for this descriptor, too, and tells the handler. It stays the caller's, who closes it
  /// after the last run_once(). Throws std::system_error when the kernel has no memory for it.
  virtual void watch(int descriptor) = 0;
  /// Ends a wait of run_once(), now or at its next start.
  virtual void wake() = 0;
};

}  // namespace trunkgate::media
