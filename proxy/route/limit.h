// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "proxy/config/config.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

enum class LimitVerdict : std::uint8_t {
  ok,             ///< the call is counted; end_call must follow
  calls_reached,  ///< `limits.calls` calls are up: 503
  cps_reached     ///< above `limits.cps` new calls per second: 503
};
[[nodiscard]] std::string_view to_string(LimitVerdict verdict);

/// Calls up and new calls per second of every peer. Lock-free and thread-safe: one instance may serve all workers (the
/// carrier counts calls per trunk, not per worker of ours), or each core may own one. Nothing allocates after
/// construction.
class PeerLimiter {
 public:
  explicit PeerLimiter(const Config& config);

  /// Counts a call to (or from) the peer when its limits allow one more; a burst of one second's calls passes at once.
  [[nodiscard]] LimitVerdict start_call(sip::Instant now, std::uint16_t peer);
  /// Counts a call regardless of limits: one taken over, or one that the peer itself has sent.
  void count_call(std::uint16_t peer);
  void end_call(std::uint16_t peer);
  [[nodiscard]] std::uint32_t calls(std::uint16_t peer) const;

 private:
  struct Counter {
    std::uint32_t calls_limit = 0;
    std::int64_t interval_ns = 0;  ///< 0: no cps limit
    std::int64_t tolerance_ns = 0;
    std::atomic<std::uint32_t> calls{0};
    std::atomic<std::int64_t> full_at_ns;  ///< as in TokenBucket
  };
  [[nodiscard]] bool take_token(sip::Instant now, Counter& counter);

  std::unique_ptr<Counter[]> counters_;
};

}  // namespace trunkgate::proxy
