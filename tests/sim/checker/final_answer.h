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
    for (const ReceivedRequest* request : open_) {
      const bool waits = asks_the_far_side(*request) && now() <= request->first + far_answer_max;
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
  // Non-INVITE requests whose answer is the far side's: its transaction, twice when it asks for credentials, and the
  // anchor.
  static constexpr std::chrono::seconds far_answer_max{45};
  [[nodiscard]] static bool asks_the_far_side(const ReceivedRequest& request) {
    return request.method == "REFER" || (request.method == "UPDATE" && request.has_body);
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
