// SPDX-License-Identifier: Apache-2.0
#include "media/session/session.h"

#include <algorithm>
#include <utility>

#include "media/session/departure.h"

namespace trunkgate::media {

namespace {

bool flows(const SidePlan& from, const SidePlan& to) { return from.sends() && !to.holds(); }

// The first codec that is not RFC 4733's: the one that speech is sent with.
std::uint32_t clock_rate(const SidePlan& plan) {
  for (const PlannedFormat& format : plan.formats) {
    if (!format.telephone_event() && format.clock_rate > 0) return format.clock_rate;
  }
  return 8000;
}

// A body that names the keys in use changes nothing: roll-over counters and replay windows go on (RFC 3711 §3.2.1; a
// counter lost on hold or session refresh is silence after 22 minutes). `before`: the plan that was applied last.
void apply_keys(StreamSide& side, const SidePlan& plan, const SidePlan& before) {
  side.mki_size = plan.mki_size;
  side.broken = false;
  if (!plan.secure) {
    side.opens.close();
    side.seals.close();
    return;
  }
  // A key that does not open would turn the side into plain RTP: then nothing may flow at all.
  const bool same_suite = before.secure && plan.suite == before.suite;
  const auto use = [&](SrtpSession& session, SrtpSession::Direction direction, const MasterKey& key,
                       const MasterKey& key_before) {
    return (session.is_open() && same_suite && key == key_before) || session.open(direction, plan.suite, key);
  };
  const bool opens = use(side.opens, SrtpSession::Direction::inbound, plan.remote_key, before.remote_key);
  const bool seals = use(side.seals, SrtpSession::Direction::outbound, plan.local_key, before.local_key);
  side.broken = !opens || !seals;
}

void apply_kinds(StreamSide& side, const SidePlan& plan, const SidePlan& other_plan) {
  side.kinds = {};
  // It may use the other side's numbers as well (RFC 3264 §6.1); its own come first.
  for (const PlannedFormat& format : other_plan.formats) side.kinds.set(format.payload_type, format.kind);
  for (const PlannedFormat& format : plan.formats) side.kinds.set(format.payload_type, format.kind);
}

}  // namespace

Session::Session(SessionId id, const Zones& zones, PortLease a, PortLease b, KeySource& keys)
    : id_(id),
      zones_(zones.all),
      negotiation_(sdp_side(zones.all[zones.a], a.number()), sdp_side(zones.all[zones.b], b.number()), keys),
      silence_(std::max(zones.all[zones.a].config->timeout, zones.all[zones.b].config->timeout)) {
  StreamSide& side_a = stream_.side(Side::a);
  StreamSide& side_b = stream_.side(Side::b);
  side_a.zone = zones.a;
  side_b.zone = zones.b;
  side_a.config = zones.all[zones.a].config;
  side_b.config = zones.all[zones.b].config;
  side_a.ports = std::move(a);
  side_b.ports = std::move(b);
}

Session::~Session() {
  if (tap_) tap_->on_end();
}

void Session::show_to(std::shared_ptr<PacketTap> tap) {
  if (tap_) tap_->on_end();
  tap_ = std::move(tap);
  stream_.tap = tap_.get();
}

Refusal Session::on_offer(Instant now, Side from, std::string_view sdp, const OfferTerms& terms, KeySource& keys,
                          SdpText& out) {
  if (begun_ == Instant::min()) begun_ = now;
  const Refusal refusal = negotiation_.offer(from, sdp, keys, out, terms);
  if (refusal != Refusal::none) return refusal;
  for (StreamSide& side : stream_.sides) {
    side.rtp.open_window(now);
    side.rtcp.open_window(now);
  }
  return Refusal::none;
}

Refusal Session::on_answer(Instant now, Side from, std::string_view sdp, KeySource& keys, SdpText& out) {
  const std::shared_ptr<const StreamPlan> before = negotiation_.agreed();
  const Refusal refusal = negotiation_.answer(from, sdp, keys, out);
  // The answer to an offer of our own is agreed once the other side has answered too.
  if (refusal == Refusal::none && !negotiation_.offer_pending()) apply_plan(now, *before);
  return refusal;
}

void Session::apply_plan(Instant now, const StreamPlan& before) {
  const StreamPlan& plan = negotiation_.plan();
  const SidePlan& a = plan.of(Side::a);
  const SidePlan& b = plan.of(Side::b);
  apply_keys(stream_.side(Side::a), a, before.of(Side::a));
  apply_keys(stream_.side(Side::b), b, before.of(Side::b));
  apply_side(now, Side::a, a);
  apply_side(now, Side::b, b);
  apply_kinds(stream_.side(Side::a), a, b);
  apply_kinds(stream_.side(Side::b), b, a);
  stream_.agreed = plan.agreed;
  if (stream_.udptl != a.udptl) {
    for (StreamSide& side : stream_.sides) side.reception.pause();
  }
  stream_.udptl = a.udptl;
  silence_.on_agreed(now, !flows(a, b) && !flows(b, a));
  for (Keepalive& keepalive : keepalives_) keepalive.on_agreed(now, a.dynamic_types | b.dynamic_types);
}

void Session::apply_side(Instant now, Side which, const SidePlan& plan) {
  StreamSide& side = stream_.side(which);
  // A side that was silent on hold may come back through another NAT binding.
  const bool resumes = plan.sends() && !side.may_send;
  side.may_send = plan.sends();
  side.rtp.on_signalled(now, plan.rtp, resumes);
  if (!plan.udptl) side.rtcp.on_signalled(now, plan.rtcp, resumes);
  side.rtp_blocked = plan.unreachable() || is_ours(zones_, plan.rtp);
  side.rtcp_blocked = plan.udptl || plan.unreachable() || is_ours(zones_, plan.rtcp);
  side.payload_map = PayloadMap{};
  for (const PayloadChange& change : plan.change_list()) side.payload_map.add(change.from, change.to);
  side.clock_rate = clock_rate(plan);
}

Statistics Session::statistics() const { return {statistics_of(Side::a), statistics_of(Side::b)}; }

std::uint32_t Session::seconds(Instant at) const {
  return at <= begun_
             ? 0U
             : static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(at - begun_).count());
}

QualityWatch::Look Session::look(Side which) const {
  const StreamSide& side = stream_.side(which);
  return {side.reception, side.codec, side.round_trip.last_us() + stream_.side(other(which)).round_trip.last_us()};
}

void Session::watch(Instant now) {
  if (!stream_.agreed) return;
  StreamSide& a = stream_.side(Side::a);
  StreamSide& b = stream_.side(Side::b);
  const bool a_flows = a.quality.flows(a.reception);
  const bool b_flows = b.quality.flows(b.reception);
  a.quality.step(now, begun_, look(Side::a), a.may_send && !a_flows && b_flows);
  b.quality.step(now, begun_, look(Side::b), b.may_send && !b_flows && a_flows);
}

DirectionStatistics Session::statistics_of(Side which) const {
  const StreamSide& side = stream_.side(which);
  DirectionStatistics figures;
  figures.packets = side.packets;
  figures.octets = side.octets;
  figures.expected = side.reception.expected();
  figures.lost = side.reception.lost();
  figures.reordered = side.reception.reordered();
  figures.duplicates = side.reception.duplicates();
  figures.dropped = side.dropped;
  figures.srtp_failures = side.srtp_failures;
  figures.jitter_us = side.reception.jitter_us();
  figures.jitter_max_us = side.reception.jitter_max_us();
  figures.round_trip_us = side.round_trip.last_us();
  figures.reported_lost = side.reported_lost;
  figures.reported_jitter_us = side.reported_jitter_us;
  figures.events = side.events.count();
  figures.ssrc = side.reception.ssrc();
  figures.last_packet_s = seconds(side.last_packet);
  if (side.heard) figures.codec = stream_.is_udptl() ? "T.38" : name_of(side.codec);
  figures.local = {side.config->bind, side.ports.number()};
  if (!side.rtp_blocked) figures.remote = side.rtp.target();
  side.quality.fill_in(look(which), figures);
  return figures;
}

bool Session::keep_alive(Instant now, Side to, KeySource& keys, PacketSender& sender) {
  StreamSide& out = stream_.side(to);
  const StreamSide& in = stream_.side(other(to));
  Keepalive& keepalive = keepalives_[static_cast<std::size_t>(to)];
  if (!keepalive.is_due(now, out.config->keepalive, in.last_relayed)) return false;
  const Endpoint* const target = target_of(out, false);
  if (target == nullptr || out.broken || stream_.is_udptl()) return false;
  const Keepalive::Header header = keepalive.next(now, out.clock_rate, in.reception.ssrc(), keys);
  std::array<std::uint8_t, rtp_header_size_min + packet_tail_room> buffer;
  std::ranges::copy(header, buffer.begin());
  Packet packet{buffer.data(), header.size()};
  if (tap_) tap_->on_packet(now, local(out, false), *target, packet.bytes());
  if (!seal(out, false, packet) || !sender.send(out.ports.rtp(), packet, *target)) return false;
  keepalive.on_sent(now);
  return true;
}

bool Session::is_silent(Instant now) {
  return silence_.is_due(now, std::max(stream_.side(Side::a).last_packet, stream_.side(Side::b).last_packet));
}

}  // namespace trunkgate::media
