// SPDX-License-Identifier: Apache-2.0
#include "media/anchor.h"

#include <algorithm>
#include <utility>

#include "media/limits.h"
#include "media/quality/count_quality.h"
#include "media/session/forward.h"
#include "metrics/counters.h"

namespace trunkgate::media {

namespace {

using metrics::Counter;

// A dropped packet that was nevertheless its party's own.
bool believed(const Verdict& verdict) {
  return verdict.forward || verdict.reason == DropReason::no_target || verdict.reason == DropReason::srtp_protect;
}

void reply_with(Event& reply, EventKind kind, const Command& command) {
  reply.kind = kind;
  reply.session = command.session;
  reply.cookie = command.cookie;
  reply.reason = Refusal::none;
  reply.side = command.from;
  reply.statistics = Statistics{};
}

void refuse(Event& reply, Refusal reason) {
  reply.kind = EventKind::refused;
  reply.reason = reason;
  reply.sdp.assign({});
}

}  // namespace

Anchor::Anchor(const MediaConfig& config, std::uint8_t share, std::uint64_t seed, PortOpener& opener, KeySource& keys,
               metrics::Counters* counters)
    : keys_(keys),
      counters_(counters),
      zones_(read_zones(config)),
      ports_(config, share, seed, opener),
      flows_(ports_.count() / 2) {
  publish_gauges();
}

Session* Anchor::find(SessionId id) {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

bool Anchor::on_command(Instant now, const Command& command, Event& reply) {
  ports_.set_time(now);
  reply_with(reply, EventKind::sdp, command);
  Session* const session = find(command.session);
  if (session != nullptr) session->reply_to = command.reply_to;
  Refusal refusal = session == nullptr ? Refusal::unknown_session : Refusal::none;
  switch (command.kind) {
    case CommandKind::offer: refusal = on_offer(now, command, reply.sdp); break;
    case CommandKind::answer:
      if (session != nullptr) refusal = session->on_answer(now, command.from, command.sdp.view(), keys_, reply.sdp);
      break;
    case CommandKind::cancel_offer:
      if (session != nullptr) session->on_cancel_offer(command.from);
      return false;
    case CommandKind::remove:
      reply.kind = EventKind::removed;
      reply.sdp.assign({});
      if (session != nullptr) reply.statistics = session->statistics();
      remove(command.session);
      refusal = Refusal::none;  // what was never set up, or refused, is gone as well
      break;
    case CommandKind::query:
      reply.kind = EventKind::statistics;
      reply.sdp.assign({});
      if (session != nullptr) reply.statistics = session->statistics();
      break;
  }
  if (refusal != Refusal::none) refuse(reply, refusal);
  publish_gauges();
  return true;
}

Refusal Anchor::on_offer(Instant now, const Command& command, SdpText& out) {
  Session* const session = find(command.session);
  if (session == nullptr) return on_first_offer(now, command, out);
  return session->on_offer(now, command.from, command.sdp.view(), command.terms, keys_, out);
}

Refusal Anchor::on_first_offer(Instant now, const Command& command, SdpText& out) {
  if (command.zone_a >= zones_.size() || command.zone_b >= zones_.size()) return Refusal::state;
  const SdpSide a_side = sdp_side(zones_[command.zone_a], 0);
  const SdpSide b_side = sdp_side(zones_[command.zone_b], 0);
  const bool from_a = command.from == Side::a;
  const bool heard = !command.sdp.view().empty();
  const Refusal refusal =
      heard ? inspect_offer(command.sdp.view(), from_a ? a_side : b_side, from_a ? b_side : a_side) : Refusal::none;
  if (refusal != Refusal::none) return refusal;
  PortLease a = ports_.lease(command.zone_a);
  PortLease b = ports_.lease(command.zone_b);
  if (!a || !b) return Refusal::no_ports;
  if (sessions_.empty()) silence_check_ = now + silence_check_interval;
  const Session::Zones zones{zones_, command.zone_a, command.zone_b};
  const auto added = sessions_.try_emplace(command.session, command.session, zones, std::move(a), std::move(b), keys_);
  Session& session = added.first->second;
  const Refusal refused = session.on_offer(now, command.from, command.sdp.view(), command.terms, keys_, out);
  if (refused != Refusal::none) {
    sessions_.erase(added.first);
    return refused;
  }
  session.reply_to = command.reply_to;
  set_owner(session);
  if (with_news_.capacity() < sessions_.size()) with_news_.reserve(2 * sessions_.size());
  return Refusal::none;
}

void Anchor::set_owner(Session& session) {
  for (const Side side : {Side::a, Side::b}) {
    flows_[session.stream().side(side).ports.rtp() / 2] = Flow{session, side};
  }
}

void Anchor::remove(SessionId id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  Session* const session = &found->second;
  const Stream& stream = session->stream();
  if (counters_ != nullptr) {
    count_quality(session->statistics(), stream.side(Side::a).zone, stream.side(Side::b).zone, *counters_);
  }
  std::erase(with_news_, session);
  for (const StreamSide& side : stream.sides) flows_[side.ports.rtp() / 2] = {};
  sessions_.erase(found);
}

void Anchor::release_all(Instant now) {
  ports_.set_time(now);
  while (!sessions_.empty()) remove(sessions_.begin()->first);
  ports_.close_unused();
  publish_gauges();
}

void Anchor::approach(PortIndex port) const {
  const Flow& flow = flows_[port / 2];
  if (flow.session() != nullptr) flow.session()->stream().prefetch(flow.side());
}

void Anchor::fetch_keys(PortIndex port) const {
  const Flow& flow = flows_[port / 2];
  if (flow.session() != nullptr) flow.session()->stream().prefetch_keys(flow.side());
}

void Anchor::show_to(SessionId id, std::shared_ptr<PacketTap> tap) {
  Session* const session = find(id);
  if (session == nullptr) return tap->on_end();
  session->show_to(std::move(tap));
}

Verdict Anchor::on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) {
  const Flow& flow = flows_[port / 2];
  if (flow.session() == nullptr) return on_stray(port);
  const std::size_t size_in = packet.size;
  Stream& stream = flow.session()->stream();
  StreamSide& side = stream.side(flow.side());
  const bool heard = side.heard;
  const Verdict verdict = forward(now, stream, flow.side(), (port & 1U) != 0, source, packet);
  if (!heard && side.heard) {
    (flow.side() == Side::a ? flow.session()->news.first_packet_a : flow.session()->news.first_packet_b) = true;
    note_news(*flow.session());
  }
  if (counters_ != nullptr) count(flow, verdict, size_in, packet.size);
  return verdict;
}

Verdict Anchor::on_stray(PortIndex port) {
  if (counters_ != nullptr) counters_->add(Counter::rtp_drops, {ports_.zone_of(port), DropReason::no_session});
  return Verdict::drop(DropReason::no_session);
}

void Anchor::on_dropped(PortIndex port, DropReason reason, std::uint32_t number) {
  const Flow& flow = flows_[port / 2];
  if (flow.session() == nullptr) return;
  // What could not be sent from a port came in on the other side: it was counted as relayed there.
  StreamSide& in = flow.session()->stream().side(reason == DropReason::send_failed ? other(flow.side()) : flow.side());
  in.dropped += number;
  count_drop(in, reason, number);
}

void Anchor::count(const Flow& flow, const Verdict& verdict, std::size_t size_in, std::size_t size_out) {
  const StreamSide& in = flow.session()->stream().side(flow.side());
  if (believed(verdict)) {
    counters_->add(Counter::rtp_packets, {in.zone, metrics::Direction::in});
    counters_->add(Counter::rtp_octets, {in.zone, metrics::Direction::in}, size_in);
  }
  if (!verdict.forward) return count_drop(in, verdict.reason, 1);
  const StreamSide& out = flow.session()->stream().side(other(flow.side()));
  counters_->add(Counter::rtp_packets, {out.zone, metrics::Direction::out});
  counters_->add(Counter::rtp_octets, {out.zone, metrics::Direction::out}, size_out);
}

void Anchor::count_drop(const StreamSide& side, DropReason reason, std::uint32_t number) {
  if (counters_ == nullptr) return;
  counters_->add(Counter::rtp_drops, {side.zone, reason}, number);
  if (reason == DropReason::srtp_auth) {
    counters_->add(Counter::srtp_failures, {side.zone, metrics::SrtpFailure::auth}, number);
  } else if (reason == DropReason::srtp_replay) {
    counters_->add(Counter::srtp_failures, {side.zone, metrics::SrtpFailure::replay}, number);
  } else if (reason == DropReason::srtp_other) {
    counters_->add(Counter::srtp_failures, {side.zone, metrics::SrtpFailure::other}, number);
  }
}

void Anchor::note_news(Session& session) {
  if (std::ranges::find(with_news_, &session) == with_news_.end()) with_news_.push_back(&session);
}

void Anchor::on_deadline(Instant now, PacketSender& sender) {
  if (now < silence_check_ || sessions_.empty()) return;
  silence_check_ = now + silence_check_interval;
  for (auto& [id, session] : sessions_) {
    session.watch(now);
    keep_alive(now, session, sender);
    if (!session.is_silent(now)) continue;
    session.news.media_timeout = true;
    note_news(session);
    if (counters_ != nullptr) counters_->add(Counter::media_timeouts, {session.stream().side(Side::a).zone});
  }
}

void Anchor::keep_alive(Instant now, Session& session, PacketSender& sender) {
  for (const Side side : {Side::a, Side::b}) {
    if (!session.keep_alive(now, side, keys_, sender) || counters_ == nullptr) continue;
    counters_->add(Counter::rtp_keepalives, {session.stream().side(side).zone});
  }
}

bool Anchor::deliver_events(EventSink& sink) {
  std::erase_if(with_news_, [&](Session* session) { return deliver(sink, *session); });
  return !with_news_.empty();
}

bool Anchor::deliver(EventSink& sink, Session& session) {
  const auto tell = [&](bool& due, EventKind kind, Side side) {
    if (!due) return true;
    Event event;
    event.kind = kind;
    event.session = session.id();
    event.side = side;
    if (kind == EventKind::media_timeout) event.statistics = session.statistics();
    due = !sink.deliver(session.reply_to, event);
    return !due;
  };
  Session::News& news = session.news;
  return tell(news.first_packet_a, EventKind::first_packet, Side::a) &&
         tell(news.first_packet_b, EventKind::first_packet, Side::b) &&
         tell(news.media_timeout, EventKind::media_timeout, Side::a);
}

void Anchor::publish_gauges() {
  if (counters_ == nullptr) return;
  counters_->set(metrics::Gauge::media_sessions, {}, static_cast<std::int64_t>(sessions_.size()));
  for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
    counters_->set(metrics::Gauge::media_ports_in_use, {zone}, ports_.in_use(static_cast<ZoneIndex>(zone)));
    counters_->set(metrics::Gauge::media_ports, {zone}, ports_.size(static_cast<ZoneIndex>(zone)));
  }
}

}  // namespace trunkgate::media
