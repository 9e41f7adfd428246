// SPDX-License-Identifier: Apache-2.0
#include "media/tap_queue.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace trunkgate::media {

TapQueue::TapQueue(std::size_t sessions)
    : packets_(tap_queue_size), sessions_(sessions), ready_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (ready_ < 0) throw std::system_error(errno, std::generic_category(), "tap: eventfd");
}

TapQueue::~TapQueue() { ::close(ready_); }

void TapQueue::signal() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(ready_, &one, sizeof one);  // full means: readable already
}

void TapQueue::on_packet(Instant now, const Endpoint& from, const Endpoint& to, std::span<const std::uint8_t> packet) {
  if (closed_.load(std::memory_order_relaxed)) return;
  TappedPacket shown;
  shown.at = now;
  shown.from = from;
  shown.to = to;
  shown.size = static_cast<std::uint16_t>(std::min(packet.size(), shown.octets.size()));
  std::memcpy(shown.octets.data(), packet.data(), shown.size);
  if (packets_.push(shown)) return signal();
  dropped_.fetch_add(1, std::memory_order_relaxed);
}

void TapQueue::on_end() {
  sessions_.fetch_sub(1, std::memory_order_release);
  signal();
}

bool TapQueue::pop(TappedPacket& packet) {
  if (packets_.pop(packet)) return true;
  // Cleared before the second look: what is pushed in between makes it readable again.
  std::uint64_t times = 0;
  [[maybe_unused]] const auto cleared = read(ready_, &times, sizeof times);
  return packets_.pop(packet);
}

}  // namespace trunkgate::media
