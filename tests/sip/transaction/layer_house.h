// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message/message.h"
#include "sip/transaction/layer.h"
#include "sip/transaction/timer_values.h"

namespace trunkgate::sip::test {

using namespace std::chrono_literals;

inline const FlowId udp_flow{{1, 2, 3}, false};
inline const FlowId tls_flow{{4, 5, 6}, true};

/// A request as a peer would send it. The pieces that matching looks at can be changed.
struct Request {
  std::string method = "INVITE";
  std::string branch = "z9hG4bK-a1";
  std::string sent_by = "192.0.2.1:5060";
  std::string from_tag = "from1";
  std::string to_tag{};
  std::string call_id = "call1@192.0.2.1";
  int cseq = 1;

  [[nodiscard]] std::string text() const {
    return method + " sip:+15550100@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP " + sent_by +
           (branch.empty() ? "" : ";branch=" + branch) + "\r\nFrom: <sip:a@192.0.2.1>;tag=" + from_tag +
           "\r\nTo: <sip:b@192.0.2.9>" + (to_tag.empty() ? "" : ";tag=" + to_tag) + "\r\nCall-ID: " + call_id +
           "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
  }
  [[nodiscard]] std::string answer(int status, const std::string& tag = "to1") const {
    return "SIP/2.0 " + std::to_string(status) + " Text\r\nVia: SIP/2.0/UDP " + sent_by + ";branch=" + branch +
           "\r\nFrom: <sip:a@192.0.2.1>;tag=" + from_tag + "\r\nTo: <sip:b@192.0.2.9>;tag=" + tag +
           "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + method +
           "\r\nContent-Length: 0\r\n\r\n";
  }
};

/// A layer with its clock and everything it said.
class LayerHouse {
 public:
  explicit LayerHouse(std::uint32_t max = 64) : layer({max, max, {11, 22}}), message_(std::make_unique<Message>()) {}

  RequestVerdict receives(const std::string& text, const FlowId& flow = udp_flow) {
    parse(text);
    const auto verdict = layer.on_request(now, *message_, flow, actions_);
    drain();
    return verdict;
  }
  ResponseVerdict receives_response(const std::string& text) {
    parse(text);
    const auto verdict = layer.on_response(now, *message_, actions_);
    drain();
    return verdict;
  }
  void responds(TransactionId id, int status, const std::string& text) {
    layer.respond(now, id, status, text, actions_);
    drain();
  }
  void repeats(TransactionId id) {
    layer.repeat(now, id, actions_);
    drain();
  }
  void confirms(TransactionId id) { layer.confirm(now, id, actions_); }
  TransactionId starts(const Request& request, std::uint64_t user = 0, const FlowId& flow = udp_flow) {
    const auto id =
        layer.start_client(now, parse_method(request.method), request.branch, request.text(), flow, user, actions_);
    drain();
    return id;
  }
  void flow_fails(const FlowId& flow) {
    layer.on_flow_failed(now, flow, actions_);
    drain();
  }
  /// Runs every deadline up to `by` from now.
  void advance(Duration by) {
    const Instant end = now + by;
    while (layer.deadline() <= end) {
      now = std::max(now, layer.deadline());
      layer.on_deadline(now, actions_);
      drain();
    }
    now = end;
  }
  void run_until_rest() { advance(200s); }
  [[nodiscard]] bool at_rest() const {
    return layer.client_count() == 0 && layer.server_count() == 0 && layer.timer_count() == 0 &&
           layer.deadline() == never;
  }

  /// Start lines of what was sent since the last call.
  std::vector<std::string> take_sent() { return std::move(sent_); }
  /// How often that kind was said so far for `user`.
  [[nodiscard]] int said(ActionKind kind, std::uint64_t user) const {
    int count = 0;
    for (const auto& [said_kind, said_user] : said_) count += said_kind == kind && said_user == user;
    return count;
  }
  [[nodiscard]] const std::string& last_sent() const { return last_sent_; }
  [[nodiscard]] std::string stored_request(TransactionId id) const {
    const auto bytes = layer.request_of(id);
    return {bytes.begin(), bytes.end()};
  }

  Instant now = Instant(24h);
  Layer layer;

 private:
  void parse(const std::string& text) {
    received_ = text;
    ASSERT_EQ(message_->parse(received_), ParseError::none) << text;
  }
  void drain() {
    for (const Action& action : actions_) {
      if (action.kind != ActionKind::send) {
        said_.emplace_back(action.kind, action.user);
        continue;
      }
      last_sent_.assign(action.bytes.begin(), action.bytes.end());
      sent_.push_back(last_sent_.substr(0, last_sent_.find("\r\n")));
    }
    actions_.clear();
  }

  std::unique_ptr<Message> message_;
  std::string received_;
  Actions actions_;
  std::vector<std::string> sent_;
  std::vector<std::pair<ActionKind, std::uint64_t>> said_;
  std::string last_sent_;
};

using Lines = std::vector<std::string>;

}  // namespace trunkgate::sip::test
