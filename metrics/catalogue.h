// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "metrics/labels.h"

namespace trunkgate::metrics {

/// Every metric there is, one row each in catalogue.cpp. To add one: an enumerator here, its row there, its line in the
/// README. Label values are known at construction, so the number of time series is bounded and an update never
/// allocates.

enum class Counter : std::uint8_t {
  sip_requests,          ///< {direction, zone, method}
  sip_responses,         ///< {direction, zone, method, code}; pass code_index(status)
  sip_stray_responses,   ///< {zone}
  sip_parse_errors,      ///< {zone, reason}; reason indexes Labels::parse_errors
  source_drops,          ///< {zone, reason}; reason indexes Labels::source_drops
  connections_rejected,  ///< {zone}
  calls,                 ///< {from peer, CallResult}; counted when the call ends
  digest_attempts,       ///< {peer, DigestResult}
  sealed_refused,        ///< {kind}; indexes Labels::sealed_kinds
  outbound_drops,        ///< {zone}
  handoffs,              ///< {}
  log_lines_suppressed,  ///< {}
  rtp_packets,           ///< {zone, direction}
  rtp_octets,            ///< {zone, direction}
  rtp_keepalives,        ///< {zone}
  rtp_drops,             ///< {zone, reason}; reason indexes Labels::rtp_drops
  srtp_failures,         ///< {zone, SrtpFailure}
  media_timeouts,        ///< {zone}
  media_one_way,         ///< {zone that was mute}; counted when the session ends
  media_events_kept,     ///< {}
  ng_commands,           ///< {command, NgResult}; command indexes Labels::ng_commands
  ng_source_drops,       ///< {}
  anchor_requests,       ///< {anchor, command, AnchorOutcome}; anchor indexes Labels::anchors
  anchor_repeats,        ///< {anchor}
  anchor_drops,          ///< {anchor, AnchorDrop}
  count_
};

enum class Gauge : std::uint8_t {
  calls_active,            ///< {}
  transactions,            ///< {Role}
  timers,                  ///< {}
  connections_open,        ///< {zone, Transport}
  peer_up,                 ///< {peer}; 1 or 0; up when any worker says so
  media_sessions,          ///< {}
  media_ports_in_use,      ///< {zone}
  media_ports,             ///< {zone}
  media_realtime_workers,  ///< {}
  anchor_up,               ///< {anchor}; 1 or 0
  anchor_calls,            ///< {anchor}
  count_
};

enum class Histogram : std::uint8_t {
  call_setup,         ///< {peer that was called}; INVITE sent to its 200, seconds
  post_dial_delay,    ///< {peer that was called}; INVITE sent to its first 18x, seconds (RFC 6076 §4.3.1)
  anchor_round_trip,  ///< {anchor}; request sent first to its reply, seconds
  rtp_mos,            ///< {zone that sent}; one value per direction of a session, when it ends; so the next two
  rtp_jitter,         ///< {zone}; the highest, seconds (RFC 3550 A.8)
  rtp_loss,           ///< {zone}; share of the packets, 0 to 1
  call_mos,           ///< {peer that sent}; the same three by peer
  call_jitter,        ///< {peer}
  call_loss,          ///< {peer}
  count_
};

inline constexpr std::size_t label_count_max = 4;
inline constexpr std::size_t bucket_count_max = 16;

/// How the values of several workers become one.
enum class Merge : std::uint8_t { sum, maximum };

struct Row {
  std::string_view name;  ///< trunkgate_…, unit last
  std::string_view help;
  std::string_view unit;  ///< base unit, empty for plain counts
  std::array<Label, label_count_max> labels{};
  Merge merge = Merge::sum;
  /// Expose only the series that were ever touched: the product of the labels is large. Of a gauge, which may be 0
  /// rightly: only when there are names for its labels.
  bool sparse = false;
  std::span<const double> buckets{};  ///< upper bounds of a histogram, in its unit, rising; +Inf is implied
};

[[nodiscard]] const Row& row(Counter id);
[[nodiscard]] const Row& row(Gauge id);
[[nodiscard]] const Row& row(Histogram id);

}  // namespace trunkgate::metrics
