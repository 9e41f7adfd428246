// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checker/books.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

namespace {

std::string key_of(const std::string& branch, const std::string& method) { return branch + ' ' + method; }

std::string key_of(const proxy::IpAddress& from, const std::string& branch, const std::string& method) {
  return proxy::to_string(from) + ' ' + branch + ' ' + method;
}

std::string key_of(const std::string& call_id, const std::string& ours, const std::string& theirs) {
  return call_id + ' ' + ours + ' ' + theirs;
}

template <class Map>
typename Map::mapped_type look_up(const Map& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

// A server transaction that the house may have forgotten: the same branch may then be a new request to it.
bool may_be_gone(const ReceivedRequest& request, sip::Instant now) {
  if (request.status == 0) return false;
  const bool invite = request.method == "INVITE";
  const sip::Duration linger = request.stream ? sip::Duration{} : sip::Duration(t4);
  if (!invite && request.stream) return true;
  const sip::Instant end = request.final_at + t1_64;  // RFC 3261 §17: Timers H and J, RFC 6026: Timer L
  // An ACK that comes behind Timer H meets no transaction any more, and so starts no Timer I.
  const bool confirmed = invite && request.acked && request.acked_at < end && !is_success(request.status);
  return now >= (confirmed ? request.acked_at + linger : end);
}

}  // namespace

bool SentRequest::alive(sip::Instant now) const {
  if (method == "INVITE" && answered()) return is_success(status) && now < final_at + t1_64;
  if (answered() || flow_failed) return false;
  if (cancelled_at != sip::Instant{} && provisional) return now < cancelled_at + t1_64;
  return provisional && method == "INVITE" ? true : now < first + t1_64;
}

SentRequest* Books::sent(const std::string& branch, const std::string& method) const {
  return look_up(sent_index_, key_of(branch, method));
}

ReceivedRequest* Books::received(const proxy::IpAddress& from, const std::string& branch,
                                 const std::string& method) const {
  return look_up(received_index_, key_of(from, branch, method));
}

LegDialog* Books::dialog(const std::string& call_id, const std::string& ours, const std::string& theirs) const {
  return look_up(dialog_index_, key_of(call_id, ours, theirs));
}

std::uint32_t Books::health_checks_open() const {
  return static_cast<std::uint32_t>(std::count_if(sent_.begin(), sent_.end(), [&](const auto& one) {
    if (one->method != "OPTIONS" || one->flow_failed) return false;
    return one->answered() ? world_.now() < one->final_at + t4 : world_.now() < one->first + t1_64;
  }));
}

LegDialog& Books::make_dialog(const std::string& call_id, const std::string& ours, const std::string& theirs) {
  LegDialog*& known = dialog_index_[key_of(call_id, ours, theirs)];
  if (known == nullptr) {
    dialogs_.push_back(std::make_unique<LegDialog>());
    known = dialogs_.back().get();
    known->call_id = call_id;
    known->ours = ours;
    known->theirs = theirs;
  }
  return *known;
}

void Books::in(const Message& message) {
  unreadable_ = false;
  if (!message.text.is_request()) return response_in(message);
  message.text.method() == "ACK" ? ack_in(message) : request_in(message);
}

void Books::out(const Message& message) { message.text.is_request() ? request_out(message) : response_out(message); }

void Books::request_in(const Message& message) {
  const Text& text = message.text;
  const proxy::IpAddress& from = message.flow.remote_address;
  ReceivedRequest*& known = received_index_[key_of(from, text.branch, text.method())];
  if (known != nullptr && !may_be_gone(*known, world_.now())) return;
  received_.push_back(std::make_unique<ReceivedRequest>());
  known = received_.back().get();
  known->branch = text.branch;
  known->method = text.method();
  known->call_id = text.call_id;
  known->to_tag = text.to_tag;
  known->from_tag = text.from_tag;
  known->cseq = text.cseq;
  known->call = text.call;
  known->outside = message.outside;
  known->stream = message.stream;
  known->wrong = message.wrong;
  known->has_body = !text.body().empty();
  known->from = from;
  known->first = world_.now();
  known->demands_reliable = has_token(text, "Require", "100rel");
  known->asks_reliable = known->demands_reliable || has_token(text, "Supported", "100rel");
  if (text.method() == "PRACK") return prack_in(message);
  const bool refreshes_target = text.method() == "INVITE" || text.method() == "UPDATE";
  if (!refreshes_target || text.to_tag.empty()) return;
  if (LegDialog* leg = dialog(text.call_id, text.to_tag, text.from_tag); leg != nullptr && !message.wrong)
    if (!text.first("Contact").empty() && !leg->ended)
      leg->former_target = std::exchange(leg->target, uri_of(text.first("Contact")));
}

void Books::ack_in(const Message& message) {
  const Text& text = message.text;
  for (const auto& request : received_) {
    if (request->method != "INVITE" || request->status == 0 || request->acked) continue;
    const bool of_failure = request->branch == text.branch && !is_success(request->status);
    const bool of_success = is_success(request->status) && request->call_id == text.call_id &&
                            request->cseq == text.cseq && request->final_tag == text.to_tag;
    if (!of_failure && !of_success) continue;
    request->acked = true;
    request->acked_at = world_.now();
  }
}

void Books::prack_in(const Message& message) {
  for (const auto& invite : received_) {
    const std::string wanted = std::to_string(invite->rseq) + " " + std::to_string(invite->cseq) + " INVITE";
    if (invite->rseq != 0 && invite->call_id == message.text.call_id && message.text.first("RAck") == wanted)
      invite->pracked = true;
  }
}

void Books::reliable_out(ReceivedRequest& invite, const Text& response) {
  const std::string& rseq = response.first("RSeq");
  if (rseq.empty()) return;
  const auto number = static_cast<std::uint32_t>(std::strtoul(rseq.c_str(), nullptr, 10));
  if (number == invite.rseq) return;
  invite.rseq = number;
  invite.reliable_sdp = !response.body().empty();
  invite.pracked = false;
  invite.reliable_at = world_.now();
}

void Books::response_in(const Message& message) {
  const Text& text = message.text;
  SentRequest* request = sent(text.branch, text.method());
  if (request == nullptr || message.wrong || !request->alive(world_.now())) return;
  if (text.status() < 200) {
    if (!request->answered()) request->provisional = true;
    return;
  }
  if (request->answered() && !is_success(text.status())) return;
  if (!request->answered()) {
    request->final_at = world_.now();
    request->status = text.status();
  }
  if (text.method() != "INVITE" || !is_success(text.status())) return;
  LegDialog& leg = make_dialog(text.call_id, text.from_tag, text.to_tag);
  leg.outside = message.outside;
  leg.call = request->call;
  leg.target = uri_of(text.first("Contact"));
  if (leg.target.empty()) leg.target_unseen = true;
  if (!leg.confirmed) {
    leg.confirmed = true;
    leg.confirmed_at = world_.now();
    leg.house_called = true;
    leg.routes = text.all("Record-Route");
    std::reverse(leg.routes.begin(), leg.routes.end());
    leg.route_known = true;
    leg.last_sent_cseq = request->cseq;
  }
}

void Books::request_out(const Message& message) {
  const Text& text = message.text;
  if (text.method() == "BYE")
    if (LegDialog* leg = dialog(text.call_id, text.from_tag, text.to_tag)) leg->ended = true;
  if (text.method() == "ACK") return;
  SentRequest*& known = sent_index_[key_of(text.branch, text.method())];
  const bool over = known != nullptr && !known->alive(world_.now()) && known->bytes != message.bytes;
  if (known == nullptr || over) {
    sent_.push_back(std::make_unique<SentRequest>());
    known = sent_.back().get();
    known->bytes = message.bytes;
    known->branch = text.branch;
    known->method = text.method();
    known->call_id = text.call_id;
    known->from_tag = text.from_tag;
    known->to_tag = text.to_tag;
    known->cseq = text.cseq;
    known->call = text.call;
    // What the house asks on its own account says nothing of the call.
    const LegDialog* leg = dialog(text.call_id, text.from_tag, text.to_tag);
    if (known->call == 0 && leg != nullptr) known->call = leg->call;
    known->outside = message.outside;
    known->stream = message.stream;
    known->has_body = !text.body().empty();
    known->in_dialog = !text.to_tag.empty();
    known->flow = message.flow;
    known->first = world_.now();
    if (text.method() == "CANCEL")
      if (SentRequest* invite = sent(text.branch, "INVITE")) invite->cancelled_at = world_.now();
  }
  known->last = world_.now();
  ++known->sendings;
}

void Books::response_out(const Message& message) {
  const Text& text = message.text;
  ReceivedRequest* request = received(message.flow.remote_address, text.branch, text.method());
  if (request == nullptr) return;
  ++request->responses;
  if (text.status() < 200) return reliable_out(*request, text);
  if (request->status == 0) {
    request->status = text.status();
    request->final_at = world_.now();
    request->final_bytes = message.bytes;
    request->final_tag = text.to_tag;
  }
  request->last_final = world_.now();
  ++request->final_sendings;
  if (!is_success(text.status())) return;
  if (request->method == "BYE" && !request->to_tag.empty())
    if (LegDialog* leg = dialog(text.call_id, text.to_tag, text.from_tag)) leg->ended = leg->ended_by_them = true;
  if (request->method != "INVITE" || !request->to_tag.empty()) return;
  LegDialog& leg = make_dialog(text.call_id, text.to_tag, text.from_tag);
  if (leg.confirmed) return;
  leg.outside = message.outside;
  leg.call = request->call;
  leg.confirmed = true;
  leg.confirmed_at = world_.now();
}

void Books::flow_failed(const proxy::Flow& flow) {
  for (const auto& request : sent_)
    if (request->flow == flow && !request->answered() && request->alive(world_.now())) request->flow_failed = true;
}

}  // namespace trunkgate::sim
