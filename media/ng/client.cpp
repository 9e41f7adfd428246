// SPDX-License-Identifier: Apache-2.0
// What comes in: commands, datagrams and time; and the sessions. Orders and replies have files of their own.
#include "media/ng/client.h"

#include <algorithm>
#include <utility>

#include "media/ng/limits.h"
#include "metrics/counters.h"

namespace trunkgate::media::ng {
namespace {

// Octets of randomness; nobody who has not seen a message must be able to name a call, or answer for an anchor.
constexpr std::size_t call_id_octets = 16;
constexpr std::size_t tag_octets = 8;
constexpr std::size_t cookie_octets = 12;

std::string random_text(KeySource& keys, std::size_t octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, call_id_octets> bytes{};
  keys.fill(std::span(bytes).first(octets));
  std::string text;
  for (std::size_t i = 0; i < octets; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 0xf];
  }
  return text;
}

}  // namespace

Client::Client(ClientSettings settings, ClientOutput& output, KeySource& keys, metrics::Counters* counters)
    : settings_(std::move(settings)),
      zones_(read_zones(settings_.media)),
      output_(output),
      keys_(keys),
      counters_(counters),
      pool_(std::min(settings_.anchors.size(), anchors_max)),
      states_(pool_.size()),
      requests_(random_text(keys, cookie_octets) + "_") {}

void Client::start(Instant now) {
  for (std::size_t anchor = 0; anchor < pool_.size(); ++anchor) {
    publish(anchor);
    ping(now, anchor);
  }
}

ClientSession* Client::find(SessionId id) {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second.get();
}

ClientSession* Client::find_or_make(const Command& command) {
  if (ClientSession* const session = find(command.session)) return session;
  const bool begins = command.kind == CommandKind::offer && sessions_.size() < client_sessions_max;
  if (!begins || command.zone_a >= zones_.size() || command.zone_b >= zones_.size()) return nullptr;
  auto session =
      std::make_unique<ClientSession>(sdp_side(zones_[command.zone_a], 0), sdp_side(zones_[command.zone_b], 0), keys_);
  session->id = command.session;
  session->zones = {command.zone_a, command.zone_b};
  session->call_id = random_text(keys_, call_id_octets);
  for (std::string& tag : session->tags) tag = random_text(keys_, tag_octets);
  return (sessions_[command.session] = std::move(session)).get();
}

void Client::erase(ClientSession& session) {
  checks_.erase({session.check_at, session.id});
  const std::size_t anchor = session.anchor;
  if (session.on_anchor) pool_.drop_call(anchor);
  const SessionId id = session.id;
  const std::uint8_t reply_to = session.reply_to;
  const std::deque<Order> left = std::move(session.orders);
  sessions_.erase(id);
  publish(anchor);
  for (const Order& order : left) answer_for_nobody(id, reply_to, order.kind, order.cookie);
}

void Client::on_command(Instant now, const Command& command) {
  ClientSession* const session = find_or_make(command);
  if (session == nullptr) return answer_for_nobody(command.session, command.reply_to, command.kind, command.cookie);
  session->reply_to = command.reply_to;
  // Whoever removes a session waits for nothing else of it.
  if (command.kind == CommandKind::remove) session->orders.clear();
  Order order{command.kind, command.cookie, command.from, command.terms, std::string(command.sdp.view())};
  if (session->orders.size() >= commands_per_session_max) {
    if (command.kind == CommandKind::cancel_offer) return;  // never has an event
    event_->reason = Refusal::overloaded;
    return tell(*session, EventKind::refused, command.cookie);
  }
  session->orders.push_back(std::move(order));
  work(now, command.session);
}

void Client::answer_for_nobody(SessionId session, std::uint8_t reply_to, CommandKind kind, std::uint64_t cookie) {
  if (kind == CommandKind::cancel_offer) return;
  *event_ = Event{};
  event_->session = session;
  event_->cookie = cookie;
  event_->kind = kind == CommandKind::remove  ? EventKind::removed
                 : kind == CommandKind::query ? EventKind::statistics
                                              : EventKind::refused;
  event_->reason = kind == CommandKind::offer ? Refusal::overloaded : Refusal::unknown_session;
  output_.deliver(reply_to, *event_);
  *event_ = Event{};
}

void Client::work(Instant now, SessionId id) {
  for (ClientSession* session = find(id); session != nullptr && !session->task && !session->orders.empty();) {
    session->task.emplace();
    session->task->order = std::move(session->orders.front());
    session->orders.pop_front();
    if (begin(now, *session)) return;
    session = find(id);
    if (session != nullptr) session->task.reset();
  }
}

void Client::on_datagram(Instant now, std::size_t anchor, std::string_view datagram) {
  if (datagram.size() > datagram_size_max) return drop(anchor, metrics::AnchorDrop::oversize);
  Message message;
  const MessageError error = read_message(datagram, *heard_, message);
  const auto reply = error == MessageError::none ? read_reply(message.dictionary) : std::nullopt;
  if (!reply) return drop(anchor, metrics::AnchorDrop::malformed);
  const auto request = requests_.take(anchor, message.cookie);
  if (!request) return drop(anchor, metrics::AnchorDrop::unmatched);
  count(*request, reply->result == Reply::Result::error ? metrics::AnchorOutcome::error : metrics::AnchorOutcome::ok);
  if (counters_ != nullptr) {
    const std::chrono::duration<double> taken = now - request->sent;
    counters_->observe(metrics::Histogram::anchor_round_trip, anchor, taken.count());
  }
  if (request->to.verb == Verb::ping) {
    states_[anchor].pinging = false;
    states_[anchor].ping_at = now + ping_interval;
  } else if (request->to.owed) {
    on_paid(now, *request, true);
  } else if (ClientSession* const session = find(request->to.user); session != nullptr && session->task) {
    if (!on_reply(now, *session, *reply, message.dictionary)) finish(now, request->to.user);
  }
  on_change(now, anchor, pool_.on_reply(anchor));
}

void Client::finish(Instant now, SessionId id) {
  if (ClientSession* const session = find(id)) session->task.reset();
  work(now, id);
}

void Client::on_refused(Instant now, std::size_t anchor) {
  requests_.give_up(now, anchor);
  on_deadline(now);
}

void Client::on_deadline(Instant now) {
  while (const auto due = requests_.take_due(now)) {
    if (due->expired) {
      on_expired(now, due->request);
      continue;
    }
    if (counters_ != nullptr) counters_->add(metrics::Counter::anchor_repeats, {due->request.to.anchor});
    output_.send(due->request.to.anchor, due->request.datagram);
  }
  for (std::size_t anchor = 0; anchor < pool_.size(); ++anchor) {
    if (!states_[anchor].pinging && states_[anchor].ping_at <= now) ping(now, anchor);
    pay(now, anchor);
  }
  while (!checks_.empty() && checks_.begin()->first <= now) {
    ClientSession& session = *find(checks_.begin()->second);
    check_at(session, now + session_check_interval);
    check(now, session);
  }
}

Instant Client::deadline() const {
  Instant next = requests_.deadline();
  for (std::size_t anchor = 0; anchor < states_.size(); ++anchor) {
    const AnchorState& state = states_[anchor];
    if (!state.pinging) next = std::min(next, state.ping_at);
    const bool pays = pool_.is_up(anchor) && !state.owed.empty() && state.paying.size() < owed_deletes_at_once;
    if (pays) next = std::min(next, state.owed.front().due);
  }
  return checks_.empty() ? next : std::min(next, checks_.begin()->first);
}

void Client::on_expired(Instant now, const Pending& request) {
  count(request, metrics::AnchorOutcome::timeout);
  on_change(now, request.to.anchor, pool_.on_silence(now, request.to.anchor));
  if (request.to.verb == Verb::ping) {
    states_[request.to.anchor].pinging = false;
    states_[request.to.anchor].ping_at = now + ping_interval;
  } else if (request.to.owed) {
    on_paid(now, request, false);
  } else if (ClientSession* const session = find(request.to.user); session != nullptr && session->task) {
    if (!on_failure(now, *session, {}, true)) finish(now, request.to.user);
  }
}

void Client::tell(const ClientSession& session, EventKind kind, std::uint64_t cookie) {
  event_->kind = kind;
  event_->session = session.id;
  event_->cookie = cookie;
  output_.deliver(session.reply_to, *event_);
  *event_ = Event{};
}

bool Client::refuse(ClientSession& session, Refusal reason) {
  const std::uint64_t cookie = session.task->order.cookie;
  *event_ = Event{};
  event_->reason = reason;
  tell(session, EventKind::refused, cookie);
  return false;
}

void Client::count(const Pending& request, metrics::AnchorOutcome outcome) {
  if (counters_ != nullptr)
    counters_->add(metrics::Counter::anchor_requests, {request.to.anchor, request.to.verb, outcome});
}

void Client::drop(std::size_t anchor, metrics::AnchorDrop reason) {
  if (counters_ != nullptr) counters_->add(metrics::Counter::anchor_drops, {anchor, reason});
}

void Client::publish(std::size_t anchor) {
  if (counters_ == nullptr) return;
  counters_->set(metrics::Gauge::anchor_up, {anchor}, pool_.is_up(anchor) ? 1 : 0);
  counters_->set(metrics::Gauge::anchor_calls, {anchor}, pool_.calls(anchor));
  counters_->set(metrics::Gauge::media_sessions, {}, static_cast<std::int64_t>(sessions_.size()));
}

}  // namespace trunkgate::media::ng
