// SPDX-License-Identifier: Apache-2.0
// From an anchor's reply, or its silence, to the event that the proxy waits for.
#include <algorithm>
#include <array>

#include "media/ng/client.h"
#include "media/ng/figures_reader.h"
#include "media/ng/limits.h"
#include "media/quality/count_quality.h"
#include "media/sdp/token.h"

namespace trunkgate::media::ng {
namespace {

constexpr std::string_view unusable = "its reply holds no address and port that may be passed on";

Refusal refusal_of(std::string_view reason) {
  if (reason.empty()) return Refusal::anchor_down;
  if (equals_ignoring_case(reason, unknown_call_reason) || reason == not_found_reason) return Refusal::unknown_session;
  return reason == session_limit_reason ? Refusal::overloaded : Refusal::anchor_failed;
}

}  // namespace

bool Client::on_reply(Instant now, ClientSession& session, const Reply& reply, Value dictionary) {
  if (reply.result != Reply::Result::ok) {
    const std::string_view reason = reply.error_reason.empty() ? "it gave no reason" : reply.error_reason;
    return on_failure(now, session, reason, false);
  }
  switch (session.task->step) {
    case Step::offer: return on_offered(now, session, reply);
    case Step::answer: return on_answered(now, session, reply);
    case Step::pass_on: return on_passed_on(now, session, reply);
    case Step::restore_offer:
    case Step::restore_answer: return on_restored(now, session, reply);
    case Step::remove: return on_removed(now, session, figures(now, session, dictionary));
    case Step::check: return false;
    case Step::query:
      event_->statistics = figures(now, session, dictionary);
      tell(session, EventKind::statistics, session.task->order.cookie);
      return false;
  }
  return false;
}

bool Client::take_side(ClientSession& session, Side to, std::string_view sdp) {
  RelaySide side;
  if (!read_relay_side(sdp, session.task->body.udptl, side)) return false;
  // Whatever a peer has said must not come to another one: an anchor that hands a body on as it is would show the
  // inside. One machine may be both, where the configuration says so.
  const Zone& zone = zones_[session.zones[index(to)]];
  const bool ours = side.local.address == zone.advertised || side.local.address == zone.config->bind;
  const std::array bodies{&session.task->body, &session.said[0], &session.said[1]};
  for (const RelayBody* body : bodies) {
    if (body->text.empty()) continue;
    if (side.local.address == body->address && !ours) return false;
    if (body->secure) side.forget(body->crypto.key);
  }
  std::array<PlacedKey, sdes_suite_count> keys;
  for (std::size_t i = 0; i < side.key_count; ++i) keys[i] = {side.keys[i].suite, side.keys[i].key};
  session.negotiation.place(to, side.local, std::span(keys).first(side.key_count));
  session.relay[index(to)] = side;
  return true;
}

bool Client::on_offered(Instant now, ClientSession& session, const Reply& reply) {
  const Task& task = *session.task;
  const Side from = task.order.from;
  if (!take_side(session, other(from), reply.sdp)) return on_failure(now, session, unusable, true);
  if (!session.placed) check_at(session, now + session_check_interval);
  session.placed = true;
  const Refusal refusal = session.negotiation.offer(from, task.order.sdp, keys_, event_->sdp, task.order.terms);
  if (refusal != Refusal::none) return refuse(session, refusal);
  session.said[index(from)] = task.body;
  session.offerer = from;
  session.own_offer = task.order.sdp.empty();
  tell(session, EventKind::sdp, task.order.cookie);
  return false;
}

bool Client::on_answered(Instant now, ClientSession& session, const Reply& reply) {
  const Task& task = *session.task;
  const Side from = task.order.from;
  session.answered = true;
  if (session.own_offer) return pass_on(now, session);
  const Side offerer = session.offerer;
  if (!take_side(session, offerer, reply.sdp)) return on_failure(now, session, unusable, true);
  const RelayBody& offered = session.said[index(offerer)];
  if (offered.secure && session.relay[index(offerer)].find(offered.crypto.suite) == nullptr) {
    return on_failure(now, session, "its answer has no key of its own for the offerer", true);
  }
  const Refusal refusal = session.negotiation.answer(from, task.order.sdp, keys_, event_->sdp);
  if (refusal != Refusal::none) return refuse(session, refusal);
  session.said[index(from)] = task.body;
  session.agreed = session.said;
  if (!session.agreed_at) session.agreed_at = now;
  tell(session, EventKind::sdp, task.order.cookie);
  return false;
}

bool Client::pass_on(Instant now, ClientSession& session) {
  Negotiation rehearsal = session.negotiation.rehearsal();
  const Order& order = session.task->order;
  const Refusal refusal = rehearsal.answer(order.from, order.sdp, keys_, scratch_);
  if (refusal != Refusal::none) return refuse(session, refusal);
  const RelayBody body = session.task->body;
  return send_offer(now, session, Step::pass_on, body, relay_terms(rehearsal.suites_on_offer()));
}

bool Client::on_passed_on(Instant now, ClientSession& session, const Reply& reply) {
  const Task& task = *session.task;
  const Side from = task.order.from;
  if (!take_side(session, other(from), reply.sdp)) return on_failure(now, session, unusable, true);
  const Refusal refusal = session.negotiation.answer(from, task.order.sdp, keys_, event_->sdp);
  if (refusal != Refusal::none) return refuse(session, refusal);
  session.said[index(from)] = task.body;
  session.offerer = from;
  session.own_offer = false;
  tell(session, EventKind::sdp, task.order.cookie);
  return false;
}

bool Client::on_restored(Instant now, ClientSession& session, const Reply& reply) {
  const Side from = session.task->order.from;
  const bool offered = session.task->step == Step::restore_offer;
  if (!take_side(session, offered ? other(from) : from, reply.sdp)) {
    return on_failure(now, session, unusable, true);
  }
  if (!offered) {
    session.said = session.agreed;
    return false;
  }
  const RelayBody answer = session.agreed[index(other(from))];
  return send_answer(now, session, Step::restore_answer, answer, other(from));
}

bool Client::on_removed(Instant now, ClientSession& session, const Statistics& statistics) {
  const std::uint64_t cookie = session.task->order.cookie;
  if (session.silence) owe(now, session);
  if (counters_ != nullptr) count_quality(statistics, session.zones[0], session.zones[1], *counters_);
  event_->statistics = statistics;
  tell(session, EventKind::removed, cookie);
  erase(session);
  return false;
}

Statistics Client::figures(Instant now, const ClientSession& session, Value dictionary) const {
  SessionFigures figures = read_figures(dictionary, session.tags[0], session.tags[1]);
  if (figures.watched || !session.agreed_at) return figures.statistics;
  // rtpengine does not say that it misses a side; that it has not one packet of it says so.
  const auto age = std::chrono::floor<std::chrono::seconds>(now - *session.agreed_at);
  const auto silence = std::min(std::chrono::milliseconds(age), std::chrono::milliseconds(figure_silence_ms_max));
  DirectionStatistics& a = figures.statistics.from_a;
  DirectionStatistics& b = figures.statistics.from_b;
  const bool a_is_heard = a.heard();
  const auto judge = [&](Side side, bool back_is_heard, DirectionStatistics& from) {
    const bool mute = !from.heard() && back_is_heard && session.negotiation.plan().of(side).sends();
    if (mute) from.silence_ms = static_cast<std::uint32_t>(silence.count());
  };
  judge(Side::a, b.heard(), a);
  judge(Side::b, a_is_heard, b);
  return figures.statistics;
}

bool Client::on_failure(Instant now, ClientSession& session, std::string_view reason, bool holds) {
  const Task& task = *session.task;
  session.silence = session.silence || (session.placed && reason.empty());
  if (task.step != Step::check) complain(session, reason.empty() ? "no reply" : reason);
  switch (task.step) {
    case Step::offer:
      if (session.placed) return refuse(session, refusal_of(reason));
      if (holds) owe(now, session);
      if (!reason.empty()) pool_.on_refusal(now, session.anchor);
      session.refused = session.refused || !reason.empty();
      displace(session);
      if (!session.orders.empty()) return refuse(session, refusal_of(reason));  // nobody waits for it any more
      return begin_offer(now, session);
    case Step::answer:
    case Step::pass_on: return refuse(session, refusal_of(reason));
    case Step::restore_offer:
    case Step::restore_answer: return false;
    case Step::check: return on_check_failed(session, reason.empty());
    case Step::query: tell(session, EventKind::statistics, task.order.cookie); return false;
    case Step::remove: session.silence = session.silence || holds; return on_removed(now, session, {});
  }
  return false;
}

}  // namespace trunkgate::media::ng
