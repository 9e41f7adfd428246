// SPDX-License-Identifier: Apache-2.0
#include "metrics/catalogue.h"

namespace trunkgate::metrics {
namespace {

// From a callee that answers at once to the three minutes of ringing that timer C allows (RFC 3261 §16.6).
constexpr std::array<double, 12> setup_buckets{0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 40, 80, 180};
constexpr std::array<double, 12> dial_buckets{0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 30};

// A ng server answers within a millisecond on a LAN; the last bound is where a request counts as lost.
constexpr std::array<double, 12> anchor_buckets{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 3};
// The classes of ITU-T G.109 (2.6, 3.1, 3.6, 4.0, 4.3) and what lies between and beside them.
constexpr std::array<double, 8> mos_buckets{2, 2.6, 3.1, 3.6, 3.8, 4, 4.2, 4.3};
// From one packet in 10,000 to a call that nobody understands.
constexpr std::array<double, 8> loss_buckets{0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3};
constexpr std::array<double, 9> jitter_buckets{0.001, 0.003, 0.005, 0.01, 0.02, 0.03, 0.06, 0.12, 0.3};

constexpr Label direction{"direction", LabelSet::direction};
constexpr Label zone{"zone", LabelSet::zone};
constexpr Label peer{"peer", LabelSet::peer};
constexpr Label anchor{"anchor", LabelSet::anchor};

constexpr auto counter_count = static_cast<std::size_t>(Counter::count_);
constexpr std::array<Row, counter_count> counters{{
    {"trunkgate_sip_requests_total",
     "SIP requests received and sent, retransmissions included.",
     "",
     {direction, zone, Label{"method", LabelSet::method}},
     Merge::sum,
     true},
    {"trunkgate_sip_responses_total",
     "SIP responses received and sent, by method of their CSeq.",
     "",
     {direction, zone, Label{"method", LabelSet::method}, Label{"code", LabelSet::code}},
     Merge::sum,
     true},
    {"trunkgate_sip_stray_responses_total", "Responses to no request of ours, dropped.", "", {zone}},
    {"trunkgate_sip_parse_errors_total",
     "Messages refused as malformed, by the first fault found.",
     "",
     {zone, Label{"reason", LabelSet::parse_error}},
     Merge::sum,
     true},
    {"trunkgate_source_drops_total",
     "Packets and messages dropped by the source check, before any parsing.",
     "",
     {zone, Label{"reason", LabelSet::source_drop}}},
    {"trunkgate_connections_rejected_total",
     "TCP and TLS connections closed before the first byte was read.",
     "",
     {zone}},
    {"trunkgate_calls_total",
     "Calls that have ended, by the peer that placed them and how they ended.",
     "",
     {Label{"from", LabelSet::peer}, Label{"result", LabelSet::call_result}}},
    {"trunkgate_digest_attempts_total",
     "Digest challenges of a peer answered, and answers that the peer rejected.",
     "",
     {peer, Label{"result", LabelSet::digest_result}}},
    {"trunkgate_sealed_refused_total",
     "Identifiers that claimed to be ours and did not open: forged, damaged or another key's.",
     "",
     {Label{"kind", LabelSet::sealed_kind}}},
    {"trunkgate_outbound_drops_total",
     "Messages not sent because the queue of their connection or socket was full.",
     "",
     {zone}},
    {"trunkgate_handoffs_total", "Messages handed to the worker that owns their call.", "", {}},
    {"trunkgate_log_lines_suppressed_total", "Log lines withheld by the limit per event and second.", "", {}},
    {"trunkgate_rtp_packets_total", "RTP and RTCP packets believed (in) and relayed (out).", "", {zone, direction}},
    {"trunkgate_rtp_octets_total", "Their UDP payload.", "octets", {zone, direction}},
    {"trunkgate_rtp_keepalives_total", "RTP packets of our own, sent because there was nothing to relay.", "", {zone}},
    {"trunkgate_rtp_drops_total",
     "Packets on media ports that were not relayed.",
     "",
     {zone, Label{"reason", LabelSet::rtp_drop}}},
    {"trunkgate_srtp_failures_total",
     "SRTP and SRTCP packets that did not verify.",
     "",
     {zone, Label{"reason", LabelSet::srtp_failure}}},
    {"trunkgate_media_timeouts_total", "Sessions given up because neither side sent media.", "", {zone}},
    {"trunkgate_media_one_way_total",
     "Sessions that ended without one packet from this zone, while the other side sent and this one might have.",
     "",
     {zone}},
    {"trunkgate_media_events_kept_total", "Media events that found their queue full and had to wait.", "", {}},
    {"trunkgate_ng_commands_total",
     "Commands of the ng protocol by what was replied; repeated ones got the reply of the first again.",
     "",
     {Label{"command", LabelSet::ng_command}, Label{"result", LabelSet::ng_result}},
     Merge::sum,
     true},
    {"trunkgate_ng_source_drops_total",
     "Datagrams to the ng port from sources that are not allowed to send commands.",
     "",
     {},
     Merge::sum,
     true},
    {"trunkgate_media_anchor_requests_total",
     "Requests to a remote media anchor by what became of them.",
     "",
     {anchor, Label{"command", LabelSet::ng_command}, Label{"outcome", LabelSet::anchor_outcome}},
     Merge::sum,
     true},
    {"trunkgate_media_anchor_retransmissions_total",
     "Requests sent again because no reply had come.",
     "",
     {anchor},
     Merge::sum,
     true},
    {"trunkgate_media_anchor_drops_total",
     "Datagrams from a remote media anchor that were not believed.",
     "",
     {anchor, Label{"reason", LabelSet::anchor_drop}},
     Merge::sum,
     true},
}};

constexpr std::array<Row, static_cast<std::size_t>(Gauge::count_)> gauges{{
    {"trunkgate_calls_active", "Calls now, from the first INVITE to the last BYE.", "", {}},
    {"trunkgate_transactions_active",
     "SIP transactions now (RFC 3261 section 17).",
     "",
     {Label{"role", LabelSet::role}}},
    {"trunkgate_timers_active", "SIP timers running now.", "", {}},
    {"trunkgate_connections_open", "SIP connections open now.", "", {zone, Label{"transport", LabelSet::transport}}},
    {"trunkgate_peer_up", "1 when the peer may take calls, else 0.", "", {peer}, Merge::maximum},
    {"trunkgate_media_sessions_active", "Calls whose media is anchored now.", "", {}},
    {"trunkgate_media_ports_in_use", "UDP ports of the zone's media range that are open now.", "", {zone}},
    {"trunkgate_media_ports", "UDP ports in the zone's media range.", "", {zone}},
    {"trunkgate_media_realtime_workers", "Media workers that run in the real-time scheduling class now.", "", {}},
    {"trunkgate_media_anchor_up",
     "1 when the remote media anchor answers, else 0.",
     "",
     {anchor},
     Merge::maximum,
     true},
    {"trunkgate_media_anchor_calls", "Calls placed on the remote media anchor now.", "", {anchor}, Merge::sum, true},
}};

constexpr Row histogram(std::string_view name, std::string_view help, std::string_view unit, Label label,
                        std::span<const double> buckets) {
  return {name, help, unit, {label}, Merge::sum, true, buckets};
}

constexpr std::array<Row, static_cast<std::size_t>(Histogram::count_)> histograms{{
    histogram("trunkgate_call_setup_seconds", "INVITE sent to 200 received, by the peer called.", "seconds", peer,
              setup_buckets),
    histogram("trunkgate_post_dial_delay_seconds", "INVITE sent to the first 18x received, by the peer called.",
              "seconds", peer, dial_buckets),
    histogram("trunkgate_media_anchor_round_trip_seconds",
              "First sending of a request to the reply of a remote media anchor.", "seconds", anchor, anchor_buckets),
    histogram("trunkgate_rtp_mos", "Mean opinion score (ITU-T G.107) of what a zone sent in one session.", "", zone,
              mos_buckets),
    histogram("trunkgate_rtp_jitter_seconds", "Highest jitter (RFC 3550 A.8) of what a zone sent in one session.",
              "seconds", zone, jitter_buckets),
    histogram("trunkgate_rtp_loss_ratio", "Share of packets that never came of what a zone sent in one session.",
              "ratio", zone, loss_buckets),
    histogram("trunkgate_call_mos", "Mean opinion score (ITU-T G.107) of what a peer sent in one call.", "", peer,
              mos_buckets),
    histogram("trunkgate_call_jitter_seconds", "Highest jitter (RFC 3550 A.8) of what a peer sent in one call.",
              "seconds", peer, jitter_buckets),
    histogram("trunkgate_call_loss_ratio", "Share of packets that never came of what a peer sent in one call.", "ratio",
              peer, loss_buckets),
}};

}  // namespace

const Row& row(Counter id) { return counters[static_cast<std::size_t>(id)]; }
const Row& row(Gauge id) { return gauges[static_cast<std::size_t>(id)]; }
const Row& row(Histogram id) { return histograms[static_cast<std::size_t>(id)]; }

}  // namespace trunkgate::metrics
