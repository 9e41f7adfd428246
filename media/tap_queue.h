// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/bounded_queue.h"
#include "media/io/bell.h"
#include "media/limits.h"
#include "media/session/tap.h"

namespace trunkgate::media {

/// A packet that a tap was shown.
struct TappedPacket {
  Instant at;
  Endpoint from;
  Endpoint to;
  std::uint16_t size = 0;
  std::array<std::uint8_t, packet_size_max> octets;  // only the first `size` are ever read

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {octets.data(), size}; }
};

/// The way of tapped packets from media workers to whoever writes them down. Bounded: when the writer is slow, packets
/// are counted instead of kept, and the workers never wait. Shared by all sessions of one call.
class TapQueue final : public PacketTap {
 public:
  /// `sessions`: how many will be shown. Throws std::system_error when descriptors have run out.
  explicit TapQueue(std::size_t sessions);

  // Media workers.
  void on_packet(Instant now, const Endpoint& from, const Endpoint& to, std::span<const std::uint8_t> packet) override;
  void on_end() override;

  // The writer.
  /// Readable while there is something to see, the end included; pop() clears it when it finds nothing.
  [[nodiscard]] int ready() const { return bell_.descriptor(); }
  [[nodiscard]] bool pop(TappedPacket& packet);
  /// All sessions have ended; what is queued may still be popped.
  [[nodiscard]] bool ended() const { return sessions_.load(std::memory_order_acquire) == 0; }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  /// Nobody pops any more.
  void close() { closed_.store(true, std::memory_order_relaxed); }

 private:
  BoundedQueue<TappedPacket> packets_;
  std::atomic<std::size_t> sessions_;
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<bool> closed_{false};
  Bell bell_;
};

}  // namespace trunkgate::media
