// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/limit.h"

#include <algorithm>
#include <limits>

namespace trunkgate::proxy {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

}  // namespace

std::string_view to_string(LimitVerdict verdict) {
  switch (verdict) {
    case LimitVerdict::ok: return "ok";
    case LimitVerdict::calls_reached: return "calls_reached";
    case LimitVerdict::cps_reached: return "cps_reached";
  }
  return "ok";
}

PeerLimiter::PeerLimiter(const Config& config) : counters_{std::make_unique<Counter[]>(config.peers.size())} {
  for (std::size_t index = 0; index < config.peers.size(); ++index) {
    const PeerLimits& limits = config.peers[index].limits;
    Counter& counter = counters_[index];
    counter.calls_limit = limits.calls;
    counter.full_at_ns.store(std::numeric_limits<std::int64_t>::min());
    if (limits.cps == 0) continue;
    counter.interval_ns = second_ns / limits.cps;
    counter.tolerance_ns = counter.interval_ns * (limits.cps - 1);
  }
}

bool PeerLimiter::take_token(sip::Instant now, Counter& counter) {
  if (counter.interval_ns == 0) return true;
  const std::int64_t now_ns = std::chrono::nanoseconds{now.time_since_epoch()}.count();
  std::int64_t full_at = counter.full_at_ns.load(std::memory_order_relaxed);
  std::int64_t from = 0;
  do {
    from = std::max(full_at, now_ns);
    if (from - now_ns > counter.tolerance_ns) return false;
  } while (!counter.full_at_ns.compare_exchange_weak(full_at, from + counter.interval_ns, std::memory_order_relaxed));
  return true;
}

LimitVerdict PeerLimiter::start_call(sip::Instant now, std::uint16_t peer) {
  Counter& counter = counters_[peer];
  // Counted before it is judged, so that two workers cannot both take the last place.
  const std::uint32_t before = counter.calls.fetch_add(1, std::memory_order_relaxed);
  LimitVerdict verdict = LimitVerdict::ok;
  if (counter.calls_limit != 0 && before >= counter.calls_limit) {
    verdict = LimitVerdict::calls_reached;
  } else if (!take_token(now, counter)) {
    verdict = LimitVerdict::cps_reached;
  }
  if (verdict != LimitVerdict::ok) end_call(peer);
  return verdict;
}

void PeerLimiter::count_call(std::uint16_t peer) { counters_[peer].calls.fetch_add(1, std::memory_order_relaxed); }

void PeerLimiter::end_call(std::uint16_t peer) { counters_[peer].calls.fetch_sub(1, std::memory_order_relaxed); }

std::uint32_t PeerLimiter::calls(std::uint16_t peer) const {
  return counters_[peer].calls.load(std::memory_order_relaxed);
}

}  // namespace trunkgate::proxy
