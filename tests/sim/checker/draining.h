// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// A house that is drained takes no new call, says so with 503 and Retry-After, also to OPTIONS, and leaves the calls
/// alone that it has; one that ends all calls has told every leg in the same step and owes no INVITE an answer.
class Draining final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    if (now() <= world_.drained_at) return;
    const Text& text = message.text;
    if (text.is_request()) {
      if (text.method() == "INVITE" && text.to_tag.empty() && !came_before(text.call))
        fail("a call that came in while draining goes out, call " + std::to_string(text.call));
      return;
    }
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, text.method());
    if (request == nullptr || request->wrong || request->first <= world_.drained_at || !request->to_tag.empty()) return;
    const bool asks = request->method == "INVITE" || request->method == "OPTIONS";
    if (asks && text.status() < 400) return fail(std::to_string(text.status()) + " to a new " + request->method);
    if (asks && text.status() == 503 && text.first("Retry-After").empty()) fail("a 503 without Retry-After");
  }

  void on_step() override {
    if (world_.hung_up_at != now() || seen_ == now()) return;
    seen_ = now();
    for (const auto& leg : books_.dialogs())
      if (leg->confirmed && !leg->ended)
        return fail("call " + std::to_string(leg->call) + " is left when all are ended");
    for (const auto& request : books_.all_received())
      if (request->method == "INVITE" && !request->wrong && request->status == 0)
        return fail("an INVITE without an answer when all calls are ended, " + request->branch);
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "draining"; }
  [[nodiscard]] bool came_before(int call) const {
    for (const auto& one : books_.all_received())
      if (one->method == "INVITE" && one->to_tag.empty() && one->call == call && one->first <= world_.drained_at)
        return true;
    return false;
  }

  sip::Instant seen_{};
};

}  // namespace trunkgate::sim
