// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// RFC 3261 §17.2: every request is answered at once with something, gets exactly one final answer, and that within the
/// time that a call may ring; a repeated final answer is the same byte by byte; nothing is answered that was not asked.
class FinalAnswer final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong || !text.is_request() || text.method() == "ACK") return;
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, text.method());
    if (request != nullptr && request->status == 0) open_.insert(request);
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request()) return;
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, text.method());
    if (request == nullptr && text.status() == 400 && books_.unreadable()) return;
    if (request == nullptr || request->call_id != text.call_id || request->cseq != text.cseq)
      return fail("a response that answers no request: " + std::string(message.bytes));
    if (request->status == 0) return;
    open_.erase(request);
    // 503 without a transaction, for want of room, is made anew for each copy of a request.
    if (request->status != 503 && request->final_bytes != message.bytes && !request->wrong)
      fail("two final answers to one " + request->method + ": " + request->final_bytes + "\nthen\n" +
           std::string(message.bytes));
  }

  void on_step() override {
    std::erase_if(open_, [this](const ReceivedRequest* request) { return in_vain(*request); });
    for (const ReceivedRequest* request : open_) {
      const bool waits = (asks_the_far_side(*request) && now() <= request->first + t1_64) ||
                         (asks_the_anchor(*request) && now() <= request->first + anchor_max);
      if (request->responses == 0 && !waits)
        return fail(request->method + " is not answered at once, branch " + request->branch);
      if (now() > request->first + answer_max) return fail("no final answer for 420 s to INVITE " + request->branch);
    }
  }

  void at_rest() override {
    if (!open_.empty()) fail("no final answer at all to " + (*open_.begin())->method + " " + (*open_.begin())->branch);
  }

 private:
  static constexpr std::chrono::seconds answer_max{
      420};  // two targets that ring for 180 s, one after the other, and all waits
  // From the far side's answer to ours, with the anchor between them.
  static constexpr std::chrono::seconds anchor_max{6};
  // Non-INVITE requests whose answer is the far side's.
  [[nodiscard]] static bool asks_the_far_side(const ReceivedRequest& request) {
    return request.method == "REFER" || (request.method == "UPDATE" && request.has_body);
  }
  /// RFC 3262 §5: the PRACK with the answer to an 18x.
  [[nodiscard]] static bool asks_the_anchor(const ReceivedRequest& request) {
    return request.method == "PRACK" && request.has_body;
  }
  /// RFC 4320 §4.2: after 64*T1 there is nobody left to answer, which is no fault when the far side said nothing in
  /// time.
  [[nodiscard]] bool in_vain(const ReceivedRequest& request) const {
    if (!asks_the_far_side(request) || now() < request.first + t1_64) return false;
    const std::string method = request.method == "REFER" ? "REFER" : "INVITE";
    const SentRequest* last = nullptr;
    for (const auto& sent : books_.all_sent())
      if (sent->call == request.call && sent->outside != request.outside && sent->method == method && sent->in_dialog &&
          sent->first >= request.first)
        last = sent.get();
    return last != nullptr && (!last->answered() || last->final_at + anchor_max > request.first + t1_64);
  }
  [[nodiscard]] std::string_view name() const override { return "final answer"; }
  struct ByTime {
    bool operator()(const ReceivedRequest* a, const ReceivedRequest* b) const {
      return a->first != b->first ? a->first < b->first : a->branch + a->method < b->branch + b->method;
    }
  };
  std::set<const ReceivedRequest*, ByTime> open_;
};

}  // namespace trunkgate::sim
