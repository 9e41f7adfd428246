// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/transaction.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

#include "sip/message/message.h"
#include "sip/transaction/layer.h"
#include "sip/transaction/timer_values.h"

namespace trunkgate::bench {

namespace {

using sip::Method;

constexpr sip::FlowId caller_flow{{1, 2, 3}, false};
constexpr sip::FlowId callee_flow{{4, 5, 6}, false};
constexpr std::array<int, 3> statuses = {100, 180, 200};

void require(bool held) {
  if (!held) std::abort();
}

std::string headers(const std::string& call, const std::string& branch, const std::string& to_tag, const char* method) {
  return "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=" + branch +
         "\r\nMax-Forwards: 70\r\nFrom: <sip:+15557654321@192.0.2.1>" + ";tag=from" + call +
         "\r\nTo: <sip:+442071838750@192.0.2.9>" + (to_tag.empty() ? "" : ";tag=" + to_tag) + "\r\nCall-ID: " + call +
         "@192.0.2.1\r\nCSeq: 1 " + method + "\r\nContact: <sip:a@192.0.2.1>\r\n";
}

/// One message, kept with the bytes that its views point into.
struct Stored {
  std::string bytes;
  sip::Message message;

  void set(std::string text) {
    bytes = std::move(text);
    require(message.parse(bytes) == sip::ParseError::none);
  }
};

struct Call {
  Stored invite;
  Stored ack;
  std::array<Stored, statuses.size()> responses;     // of the callee
  std::array<std::string, statuses.size()> answers;  // ours to the caller
  std::string sent_invite;
  std::string client_branch;
  sip::TransactionId server;
};

void prepare(Call& call, std::size_t number) {
  const std::string id = "c" + std::to_string(number * 7919);
  const std::string branch = "z9hG4bKserver" + id;
  const std::string sdp =
      "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
  const std::string with_body =
      "Content-Type: application/sdp\r\nContent-Length: " + std::to_string(sdp.size()) + "\r\n\r\n" + sdp;
  const std::string without_body = "Content-Length: 0\r\n\r\n";
  const std::string request = " sip:+442071838750@192.0.2.9 SIP/2.0\r\n";
  call.client_branch = "z9hG4bKclient" + id;
  call.invite.set("INVITE" + request + headers(id, branch, "", "INVITE") + with_body);
  call.sent_invite = "INVITE" + request + headers(id, call.client_branch, "", "INVITE") + with_body;
  call.ack.set("ACK" + request + headers(id, branch + "ack", "to1", "ACK") + without_body);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const std::string start = "SIP/2.0 " + std::to_string(statuses[i]) + " Text\r\n";
    const std::string& body = statuses[i] == 200 ? with_body : without_body;
    const std::string tag = statuses[i] == 100 ? "" : "to1";
    call.responses[i].set(start + headers(id, call.client_branch, tag, "INVITE") + body);
    call.answers[i] = start + headers(id, branch, tag, "INVITE") + body;
  }
}

}  // namespace

struct TransactionRounds::State {
  sip::Layer layer{{128, 128, {11, 22}}};
  sip::Actions actions;
  sip::Instant now{std::chrono::hours(24)};
  std::array<Call, call_count> calls;

  void begin(Call& call) {
    const auto verdict = layer.on_request(now, call.invite.message, caller_flow, actions);
    require(verdict.kind == sip::RequestVerdict::fresh);
    call.server = verdict.transaction;
    require(static_cast<bool>(
        layer.start_client(now, Method::invite, call.client_branch, call.sent_invite, callee_flow, 1, actions)));
    actions.clear();
  }
  void answer(Call& call, std::size_t which) {
    require(layer.on_response(now, call.responses[which].message, actions).kind == sip::ResponseVerdict::pass);
    layer.respond(now, call.server, statuses[which], call.answers[which], actions);
    actions.clear();
  }
  void end(Call& call) {
    require(layer.on_request(now, call.ack.message, caller_flow, actions).kind == sip::RequestVerdict::ack);
    layer.confirm(now, call.server, actions);
    actions.clear();
  }
};

TransactionRounds::TransactionRounds() : state_(std::make_unique<State>()) {
  for (std::size_t i = 0; i < call_count; ++i) prepare(state_->calls[i], i);
}

TransactionRounds::~TransactionRounds() = default;

void TransactionRounds::run() {
  State& state = *state_;
  for (Call& call : state.calls) state.begin(call);
  for (std::size_t which = 0; which < statuses.size(); ++which)
    for (Call& call : state.calls) state.answer(call, which);
  for (Call& call : state.calls) state.end(call);
  while (state.layer.deadline() != sip::never) {
    state.now = std::max(state.now, state.layer.deadline());
    state.layer.on_deadline(state.now, state.actions);
    state.actions.clear();
  }
  require(state.layer.client_count() == 0 && state.layer.server_count() == 0);
}

}  // namespace trunkgate::bench
