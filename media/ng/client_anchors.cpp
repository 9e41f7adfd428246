// SPDX-License-Identifier: Apache-2.0
// Which anchors live, what becomes of the sessions of one that does not, and the deletes that it has missed.
#include <algorithm>
#include <utility>

#include "media/ng/client.h"

namespace trunkgate::media::ng {

void Client::ping(Instant now, std::size_t anchor) {
  AnchorState& state = states_[anchor];
  state.ping_at = now + ping_interval;
  Request request;
  request.verb = Verb::ping;
  compose_request(request, *said_);
  const auto datagram = requests_.open(now, {anchor, Verb::ping, 0, false}, ping_wait, said_->root());
  if (!datagram) return;
  state.pinging = true;
  output_.send(anchor, *datagram);
}

void Client::on_change(Instant now, std::size_t anchor, AnchorPool::Change change) {
  if (change == AnchorPool::Change::none) return;
  publish(anchor);
  const bool up = change == AnchorPool::Change::up;
  const std::string text =
      settings_.anchors[anchor] + (up ? " answers: it takes calls" : " does not answer: ") +
      (up ? "" : std::to_string(pool_.calls(anchor)) + " calls wait for it, new ones go to other anchors");
  output_.log({up ? LogLevel::info : LogLevel::warning, up ? "media.anchor_up" : "media.anchor_down", {}, text});
  Instant when = now;
  for (const auto& [id, session] : sessions_) {
    if (!session->on_anchor || session->anchor != anchor) continue;
    when += up ? session_check_spacing : Duration::zero();
    check_at(*session, up ? when : now + media_timeout(*session));
  }
  if (up) pay(now, anchor);
}

Duration Client::media_timeout(const ClientSession& session) const {
  return std::max(zones_[session.zones[0]].config->timeout, zones_[session.zones[1]].config->timeout);
}

void Client::check_at(ClientSession& session, Instant when) {
  checks_.erase({session.check_at, session.id});
  session.check_at = when;
  checks_.emplace(when, session.id);
}

void Client::check(Instant now, ClientSession& session) {
  if (!pool_.is_up(session.anchor)) {
    if (now - pool_.down_since(session.anchor) < media_timeout(session)) {
      return check_at(session, pool_.down_since(session.anchor) + media_timeout(session));
    }
    complain(session, "its anchor is down; the call is ended");
    return tell(session, EventKind::media_timeout, 0);
  }
  if (!session.placed || session.task || !session.orders.empty()) return;
  session.task.emplace();
  if (!begin_query(now, session, Step::check)) finish(now, session.id);
}

bool Client::on_check_failed(ClientSession& session, bool silent) {
  if (silent) return false;
  complain(session, "its anchor does not know it any more; the call is ended");
  tell(session, EventKind::media_timeout, 0);
  return false;
}

void Client::owe(Instant now, const ClientSession& session) {
  AnchorState& state = states_[session.anchor];
  if (state.owed.size() >= owed_deletes_max) {
    state.owed.pop_front();
    complain(session, "too many deletes wait for its anchor; a session there ends by its media timeout");
  }
  state.owed.push_back({session.call_id, session.tags[0], now + late_copy_wait});
}

void Client::pay(Instant now, std::size_t anchor) {
  AnchorState& state = states_[anchor];
  while (pool_.is_up(anchor) && !state.owed.empty() && state.owed.front().due <= now &&
         state.paying.size() < owed_deletes_at_once) {
    const Owed& owed = state.owed.front();
    Request request;
    request.verb = Verb::remove;
    request.call_id = owed.call_id;
    request.from_tag = owed.tag;
    request.delete_delay = std::chrono::seconds{0};
    compose_request(request, *said_);
    const std::uint64_t payment = next_payment_++;
    const auto datagram = requests_.open(now, {anchor, Verb::remove, payment, true}, request_wait, said_->root());
    if (!datagram) return;
    output_.send(anchor, *datagram);
    state.paying.emplace(payment, std::move(state.owed.front()));
    state.owed.pop_front();
  }
}

void Client::on_paid(Instant now, const Pending& request, bool done) {
  AnchorState& state = states_[request.to.anchor];
  const auto found = state.paying.find(request.to.user);
  if (found == state.paying.end()) return;
  if (!done) state.owed.push_back(std::move(found->second));
  state.paying.erase(found);
  pay(now, request.to.anchor);
}

void Client::complain(const ClientSession& session, std::string_view reason) {
  std::string text = settings_.anchors[session.anchor] + ", call-id " + session.call_id + ": ";
  text += reason.substr(0, identifier_size_max);
  output_.log({LogLevel::warning, "media.anchor_refused", {}, text});
}

}  // namespace trunkgate::media::ng
