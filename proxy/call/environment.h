// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/counters.h"
#include "proxy/call/buffer_pool.h"
#include "proxy/call/call_table.h"
#include "proxy/call/composer.h"
#include "proxy/call/identities.h"
#include "proxy/call/messenger.h"
#include "proxy/call/peer_targets.h"
#include "proxy/call/settings.h"
#include "proxy/config/config.h"
#include "proxy/core/output.h"
#include "proxy/route/capability.h"
#include "proxy/route/limit.h"
#include "proxy/route/route_table.h"
#include "sip/message/message.h"
#include "sip/transaction/timer_wheel.h"

namespace trunkgate::proxy {

/// What the parts of one core share. Built once by the core, lives as long as it.
struct Environment {
  Environment(const Config& configuration, const Sealer& seal, const CoreSettings& core_settings,
              metrics::Counters& counts, PeerLimiter& limits, Output& out);

  const Config& config;
  const Sealer& sealer;
  CoreSettings settings;
  metrics::Counters& counters;
  PeerLimiter& limiter;
  Output& output;

  Identities identities;
  Composer composer;
  Messenger messenger;
  PeerTargets targets;
  RouteTable routes;
  CallTable calls;
  BufferPool buffers;
  BufferPool kept_sdp;     ///< of legs, for a session refresh
  sip::TimerWheel timers;  ///< one timer per call; user: CallId::word()

  sip::Message message;                   ///< the one that came in, or that is resumed
  sip::Message stored;                    ///< one of ours, indexed again to compose from it
  std::vector<Capability> capabilities;   ///< by peer, what it spoke last
  std::vector<std::uint8_t> peer_health;  ///< by peer: 1 when it answers (or is not asked)
  media::Command command;                 ///< room for the one being asked: 8 kB that no stack needs to hold
  bool draining = false;
  std::uint32_t serial = 0;  ///< of waits at the anchor

  /// CSeq of a dialog's first request by us: from the clock, so that it still rises after a restart.
  [[nodiscard]] std::uint32_t first_cseq(sip::Instant now);

 private:
  sip::Instant first_input_{};
};

}  // namespace trunkgate::proxy
