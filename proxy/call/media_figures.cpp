// SPDX-License-Identifier: Apache-2.0
// What the anchor measured of a call that has ended: into the log and the histograms of its peers.
#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "proxy/call/call_control.h"

namespace trunkgate::proxy {

namespace {

constexpr double microseconds_per_millisecond = 1000;

/// Text in a fixed buffer; what does not fit is cut.
class Line {
 public:
  __attribute__((format(printf, 2, 3))) void add(const char* format, ...) {
    va_list values;
    va_start(values, format);
    const int size = std::vsnprintf(room_.data() + size_, room_.size() - size_, format, values);
    va_end(values);
    size_ = std::min(size_ + static_cast<std::size_t>(std::max(size, 0)), room_.size() - 1);
  }
  [[nodiscard]] std::string_view view() const { return {room_.data(), size_}; }

 private:
  std::array<char, 512> room_{};
  std::size_t size_ = 0;
};

void add_direction(const media::DirectionStatistics& from, std::string_view peer, Line& line) {
  const auto name_size = static_cast<int>(std::min<std::size_t>(peer.size(), 64));
  if (!from.heard()) return line.add("from %.*s nothing", name_size, peer.data());
  line.add("from %.*s %llu packets", name_size, peer.data(), static_cast<unsigned long long>(from.packets));
  if (!from.codec.empty()) line.add(" of %.*s", static_cast<int>(from.codec.size()), from.codec.data());
  if (!from.loss_known()) return;
  line.add(", %.2f %% lost, jitter %.1f ms at most", 100 * from.loss(),
           from.jitter_max_us / microseconds_per_millisecond);
  if (from.score > 0) line.add(", MOS %.2f (lowest %.2f)", from.score / 100.0, from.lowest.score / 100.0);
  if (from.round_trip_us > 0) line.add(", round trip %.1f ms", from.round_trip_us / microseconds_per_millisecond);
  if (from.silence_ms >= 1000) line.add(", %.0f s silent", from.silence_ms / 1000.0);
  if (from.events > 0) line.add(", %u digits", from.events);
  if (from.srtp_failures > 0) {
    line.add(", %llu SRTP failures", static_cast<unsigned long long>(from.srtp_failures));
  }
}

void observe(metrics::Counters& counters, std::uint16_t peer, const media::DirectionStatistics& from) {
  if (from.score == 0) return;
  counters.observe(metrics::Histogram::call_mos, peer, from.score / 100.0);
  counters.observe(metrics::Histogram::call_jitter, peer, from.jitter_max_us / 1e6);
  counters.observe(metrics::Histogram::call_loss, peer, from.loss());
}

}  // namespace

void CallControl::tell_figures(const Call& call, const media::Statistics& statistics) {
  if (!statistics.from_a.heard() && !statistics.from_b.heard()) return;
  observe(env_.counters, call.leg(Side::a).peer, statistics.from_a);
  observe(env_.counters, call.leg(Side::b).peer, statistics.from_b);
  Line line;
  add_direction(statistics.from_a, peer_of(call, Side::a).name, line);
  line.add("; ");
  add_direction(statistics.from_b, peer_of(call, Side::b).name, line);
  log(LogLevel::info, "call.media", call, line.view());
  // Before the answer a caller may rightly be mute (early media).
  if (call.answered_at == sip::Instant{} || !statistics.one_way()) return;
  const bool a_is_mute = statistics.from_a.never_heard();
  Line warning;
  const std::string& mute = peer_of(call, a_is_mute ? Side::a : Side::b).name;
  warning.add("one-way audio: nothing came from %.64s, and %llu packets were dropped; see trunkgate_rtp_drops_total",
              mute.c_str(),
              static_cast<unsigned long long>((a_is_mute ? statistics.from_a : statistics.from_b).dropped));
  log(LogLevel::warning, "media.one_way", call, warning.view());
}

}  // namespace trunkgate::proxy
