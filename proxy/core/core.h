// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "media/control.h"
#include "metrics/counters.h"
#include "proxy/call/settings.h"
#include "proxy/config/config.h"
#include "proxy/core/output.h"
#include "proxy/flow.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

class Sealer;
class PeerLimiter;

/// How many of what live in a core right now. All zero at rest.
struct CoreGauges {
  std::uint32_t calls = 0;
  std::uint32_t client_transactions = 0;
  std::uint32_t server_transactions = 0;
  std::uint32_t timers = 0;
  std::uint32_t buffers =
      0;  ///< messages kept, by calls and transactions; those of the last event count until the next
};

/// All calls of one worker: SIP in, SIP out, media asked. Pure: no socket, clock, thread or file. One input at a time:
/// call an `on_…`, which speaks through Output, then call `on_deadline` once `deadline()` has passed. Not thread-safe.
class Core {
 public:
  /// All references outlive the core. `limiter` is shared by all workers, `sealer` and `counters` are this worker's.
  Core(const Config& config, const Sealer& sealer, const CoreSettings& settings, metrics::Counters& counters,
       PeerLimiter& limiter, Output& output);
  ~Core();

  /// One whole SIP message from an admitted source: a datagram, or what the framer cut out of a stream.
  void on_message(sip::Instant now, const Flow& flow, std::span<const char> bytes);
  /// A connection is gone, or a dial failed; everything that waits on it fails over or ends.
  void on_flow_failed(sip::Instant now, const Flow& flow);
  /// What the peer's host name stands for now, best first. Empty: not resolvable.
  void on_peer_addresses(sip::Instant now, std::uint16_t peer, std::span<const Endpoint> addresses);
  void on_media_event(sip::Instant now, const media::Event& event);
  void on_deadline(sip::Instant now);
  /// From now on new calls get 503 with Retry-After.
  void drain(sip::Instant now);
  /// Ends every call now (BYE on both legs, 503 to calls being set up).
  void hang_up_all(sip::Instant now);

  [[nodiscard]] sip::Instant deadline() const;
  [[nodiscard]] CoreGauges gauges() const;
  /// True when the peer may take calls (addresses known, health check not failing).
  [[nodiscard]] bool peer_up(std::uint16_t peer) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trunkgate::proxy
