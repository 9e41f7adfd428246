// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trunkgate::media {

/// Counts the events (digits) of one direction. All packets of an event, its repeated last one included, carry the
/// timestamp of its beginning (RFC 4733 §2.5.1.2); one that lasts beyond 65,535 units goes on under a new one
/// (§2.5.1.3) and counts anew.
class EventCount {
 public:
  /// One believed packet of payload type telephone-event.
  void on_packet(std::uint32_t ssrc, std::uint32_t timestamp) {
    const bool later = static_cast<std::int32_t>(timestamp - timestamp_) > 0;
    if (count_ > 0 && ssrc == ssrc_ && !later) return;  // the same event, or one that was overtaken
    ssrc_ = ssrc;
    timestamp_ = timestamp;
    ++count_;
  }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace trunkgate::media
