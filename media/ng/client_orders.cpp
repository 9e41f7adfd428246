// SPDX-License-Identifier: Apache-2.0
// From an order of the proxy to the request that goes to an anchor.
#include <algorithm>
#include <array>
#include <utility>

#include "media/ng/client.h"

namespace trunkgate::media::ng {
namespace {

/// For rtpengine: its ports stay when the peer's change, and once it has learned a source it believes no other. Ours
/// does both by itself.
constexpr std::array<std::string_view, 2> relay_flags{"port-latching", "strict-source"};

}  // namespace

bool Client::begin(Instant now, ClientSession& session) {
  switch (session.task->order.kind) {
    case CommandKind::offer: return begin_offer(now, session);
    case CommandKind::answer: return begin_answer(now, session);
    case CommandKind::cancel_offer: return begin_restore(now, session);
    case CommandKind::remove: return begin_remove(now, session);
    case CommandKind::query: return begin_query(now, session, Step::query);
  }
  return false;
}

bool Client::place(Instant now, ClientSession& session) {
  const auto anchor = pool_.choose(now, session.tried);
  if (!anchor) return false;
  session.anchor = *anchor;
  session.tried |= std::uint64_t{1} << *anchor;
  session.on_anchor = true;
  pool_.add_call(*anchor);
  publish(*anchor);
  return true;
}

void Client::displace(ClientSession& session) {
  session.on_anchor = false;
  pool_.drop_call(session.anchor);
  publish(session.anchor);
}

bool Client::begin_offer(Instant now, ClientSession& session) {
  const Order& order = session.task->order;
  HeardLine line;
  Negotiation rehearsal = session.negotiation.rehearsal();
  Refusal refusal = rehearsal.offer(order.from, order.sdp, keys_, scratch_, order.terms, &line);
  std::optional<RelayBody> body = silent_relay_body();
  if (Description heard; refusal == Refusal::none && !order.sdp.empty()) {
    body = heard.parse(order.sdp) == SdpError::none ? make_relay_body(heard, line) : std::nullopt;
    if (!body) refusal = Refusal::malformed_sdp;
  }
  if (refusal == Refusal::none && session.placed && !pool_.is_up(session.anchor)) refusal = Refusal::anchor_down;
  if (refusal == Refusal::none && !session.placed && !place(now, session)) {
    refusal = session.refused ? Refusal::overloaded : Refusal::anchor_down;
  }
  if (refusal == Refusal::none)
    return send_offer(now, session, Step::offer, *body, relay_terms(rehearsal.suites_on_offer()));
  refuse(session, refusal);
  if (!session.placed && session.orders.empty()) erase(session);
  return false;
}

bool Client::begin_answer(Instant now, ClientSession& session) {
  const Order& order = session.task->order;
  if (!session.placed) return refuse(session, Refusal::unknown_session);
  if (!pool_.is_up(session.anchor)) return refuse(session, Refusal::anchor_down);
  HeardLine line;
  const Refusal refusal = session.negotiation.rehearsal().answer(order.from, order.sdp, keys_, scratch_, &line);
  if (refusal != Refusal::none) return refuse(session, refusal);
  if (!line.plan.enabled) {  // nothing is left to relay, so the anchor need not know
    const Refusal last = session.negotiation.answer(order.from, order.sdp, keys_, event_->sdp);
    if (last != Refusal::none) return refuse(session, last);
    tell(session, EventKind::sdp, order.cookie);
    // Fax that is declined leaves the call its speech; the anchor has prepared for fax.
    return session.said[index(session.offerer)].udptl && begin_restore(now, session);
  }
  Description heard;
  if (heard.parse(order.sdp) != SdpError::none) return refuse(session, Refusal::malformed_sdp);
  const auto body = make_relay_body(heard, line);
  if (!body) return refuse(session, Refusal::malformed_sdp);
  return send_answer(now, session, Step::answer, *body, order.from);
}

bool Client::begin_restore(Instant now, ClientSession& session) {
  const Side from = session.task->order.from;
  const Side to = other(from);
  session.negotiation.cancel_offer(from);
  session.own_offer = false;
  const RelayBody& agreed = session.agreed[index(to)];
  if (!session.answered || agreed.text.empty() || !pool_.is_up(session.anchor)) return false;
  const std::array suite{agreed.crypto.suite};
  const OfferTerms terms = relay_terms(agreed.secure ? std::span<const Suite>(suite) : std::span<const Suite>{});
  return send_offer(now, session, Step::restore_offer, session.agreed[index(from)], terms);
}

bool Client::begin_remove(Instant now, ClientSession& session) {
  const std::uint64_t cookie = session.task->order.cookie;
  if (session.placed && pool_.is_up(session.anchor)) {
    Request request;
    request.verb = Verb::remove;
    request.from_tag = session.tags[0];
    request.delete_delay = std::chrono::seconds{0};
    if (send(now, session, Step::remove, request)) return true;
  }
  if (session.placed) owe(now, session);
  tell(session, EventKind::removed, cookie);
  erase(session);
  return false;
}

bool Client::begin_query(Instant now, ClientSession& session, Step step) {
  if (session.placed && pool_.is_up(session.anchor)) {
    Request request;
    request.verb = Verb::query;
    if (send(now, session, step, request)) return true;
  }
  if (step == Step::query) tell(session, EventKind::statistics, session.task->order.cookie);
  return false;
}

bool Client::send(Instant now, ClientSession& session, Step step, const Request& request) {
  session.task->step = step;  // before all that can fail, which is judged by it
  Request named = request;
  named.call_id = session.call_id;
  compose_request(named, *said_);
  const bool first = step == Step::offer && !session.placed;
  const auto datagram = requests_.open(now, {session.anchor, request.verb, session.id, false},
                                       first ? first_offer_wait : request_wait, said_->root());
  if (!datagram) return false;
  output_.send(session.anchor, *datagram);
  return true;
}

bool Client::send_offer(Instant now, ClientSession& session, Step step, const RelayBody& body,
                        const OfferTerms& terms) {
  const Side from = session.task->order.from;
  const std::string text = relay_text(body, body.crypto.tag);
  Request request;
  request.verb = Verb::offer;
  request.from_tag = session.tags[index(from)];
  if (session.answered) request.to_tag = session.tags[index(other(from))];
  request.sdp = text;
  request.from_zone = zones_[session.zones[index(from)]].config->name;
  request.to_zone = zones_[session.zones[index(other(from))]].config->name;
  request.terms = terms;
  request.flags = relay_flags;
  session.task->body = body;
  return send(now, session, step, request) || on_failure(now, session, "too many requests are under way", false);
}

bool Client::send_answer(Instant now, ClientSession& session, Step step, const RelayBody& body, Side answerer) {
  // RFC 4568 §5.1.2: the tag is that of the line chosen, and the anchor numbers its lines in its own way.
  const CryptoLine* const chosen = session.relay[index(answerer)].find(body.crypto.suite);
  if (body.secure && chosen == nullptr) {
    if (step == Step::restore_answer) return on_failure(now, session, "it does not offer the suite agreed on", false);
    return refuse(session, Refusal::no_common_crypto);
  }
  const std::string text = relay_text(body, body.secure ? chosen->tag : 0);
  Request request;
  request.verb = Verb::answer;
  request.from_tag = session.tags[index(other(answerer))];
  request.to_tag = session.tags[index(answerer)];
  request.sdp = text;
  request.flags = relay_flags;
  session.task->body = body;
  return send(now, session, step, request) || on_failure(now, session, "too many requests are under way", false);
}

}  // namespace trunkgate::media::ng
