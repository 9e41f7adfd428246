// SPDX-License-Identifier: Apache-2.0
#include "media/io/gathering.h"

#include <algorithm>
#include <chrono>

#include "media/limits.h"

namespace trunkgate::media {

namespace {

// Half of the usual packet interval: soon enough for calls that begin or end, long enough to count.
constexpr Duration window = std::chrono::milliseconds{10};

}  // namespace

void Gathering::on_round(Instant now, std::size_t packets) {
  packets_ += packets;
  behind_ = packets > 3 * gathering_packets;
  const bool first = window_begin_ == Instant::min();
  if (!first && now - window_begin_ < window) return;
  pause_ = Duration{0};
  if (!first && packets_ > 0) {
    const Duration interval = (now - window_begin_) / static_cast<Duration::rep>(packets_);
    if (interval <= gathering_time_max / 2)
      pause_ = std::min<Duration>(interval * gathering_packets, gathering_time_max);
  }
  window_begin_ = now;
  packets_ = 0;
}

}  // namespace trunkgate::media
