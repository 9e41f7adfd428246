// SPDX-License-Identifier: Apache-2.0
#include "media/tap_queue.h"

#include <algorithm>
#include <cstring>

namespace trunkgate::media {

TapQueue::TapQueue(std::size_t sessions) : packets_(tap_queue_size), sessions_(sessions) {}

void TapQueue::on_packet(Instant now, const Endpoint& from, const Endpoint& to, std::span<const std::uint8_t> packet) {
  if (closed_.load(std::memory_order_relaxed)) return;
  TappedPacket shown;
  shown.at = now;
  shown.from = from;
  shown.to = to;
  shown.size = static_cast<std::uint16_t>(std::min(packet.size(), shown.octets.size()));
  std::memcpy(shown.octets.data(), packet.data(), shown.size);
  if (packets_.push(shown)) return bell_.ring();
  dropped_.fetch_add(1, std::memory_order_relaxed);
}

void TapQueue::on_end() {
  sessions_.fetch_sub(1, std::memory_order_release);
  bell_.ring();
}

bool TapQueue::pop(TappedPacket& packet) {
  if (packets_.pop(packet)) return true;
  bell_.hush();
  return packets_.pop(packet);
}

}  // namespace trunkgate::media
