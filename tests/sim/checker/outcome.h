// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// What the caller hears is what the called side said: an answer only when there was one, a refusal with its own
/// status, and the SDP of the same call. The house refuses on its own only when it has a reason that can be seen.
class Outcome final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request() && (text.method() == "CANCEL" || text.method() == "BYE")) given_up_.insert(text.call);
    if (text.is_request() || message.wrong || text.method() != "INVITE") return;
    const SentRequest* invite = books_.sent(text.branch, "INVITE");
    if (invite == nullptr || invite->in_dialog || text.status() < 200) return;
    statuses_[invite->call].insert(text.status());
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    check_body(message);
    if (text.is_request() || text.method() != "INVITE" || text.status() < 200) return;
    const ReceivedRequest* invite = books_.received(message.flow.remote_address, text.branch, "INVITE");
    if (invite == nullptr || !invite->to_tag.empty() || invite->call == 0 || invite->final_sendings != 1) return;
    const std::set<int>& heard = statuses_[invite->call];
    const bool passed_on = text.status() == 200 || text.status() == 486 || text.status() >= 600;
    if (passed_on && !heard.contains(text.status()))
      fail("the caller of call " + std::to_string(invite->call) + " is told " + std::to_string(text.status()) +
           ", which nobody said");
    if (text.status() >= 300 && !invite->wrong) check_refusal(*invite, text.status());
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "outcome"; }

  void check_refusal(const ReceivedRequest& invite, int status) {
    const Trouble& trouble = world_.trouble;
    const bool limited = trouble.limit > 0 && status == 503;
    // A loop or a copy of the same INVITE over another path is 482.
    if (limited || trouble.odd_answer > 0 || given_up_.contains(invite.call) || status == 482) return;
    // RFC 4028 §9; that it is one for a reason is looked at elsewhere.
    if (status == 422) return;
    // The anchor knows a call by its SDP, and one without only as 0.
    if (world_.anchor_failed.contains(invite.call) || (!invite.has_body && world_.anchor_failed.contains(0))) return;
    const bool stopped = invite.first >= world_.drained_at || world_.hung_up_at == now();
    if (status == 503 && (stopped || nobody_there(invite))) return;
    const SentRequest* last = nullptr;
    for (const auto& sent : books_.all_sent())
      if (sent->call == invite.call && sent->method == "INVITE" && !sent->in_dialog) last = sent.get();
    if ((last != nullptr && gives_reason(*last)) || lacks_prack(invite)) return;
    fail("call " + std::to_string(invite.call) + " is refused with " + std::to_string(status) + " for no reason");
  }

  [[nodiscard]] bool gives_reason(const SentRequest& invite) const {
    if (invite.flow_failed) return true;
    if (invite.answered()) return !is_success(invite.status);
    return now() >= invite.first + (invite.provisional ? sip::Duration(ringing_max) : sip::Duration(silence_max));
  }

  // Every peer that the routes name is known not to answer.
  [[nodiscard]] bool nobody_there(const ReceivedRequest& invite) const {
    return invite.outside ? world_.peer_down[0] : world_.peer_down[1] && world_.peer_down[2];
  }

  [[nodiscard]] bool lacks_prack(const ReceivedRequest& invite) const {
    return invite.rseq != 0 && !invite.pracked && now() >= invite.reliable_at + t1_64;
  }

  void check_body(const Message& message) {
    const Text& text = message.text;
    if (text.body().empty() || text.call == 0) return;
    const std::string name = "\r\ns=call" + std::to_string(text.call) + ".\r\n";
    const bool anchors_own = text.body().find("\r\ns=anchor.\r\n") != std::string::npos;
    if (text.body().find(name) == std::string::npos && !anchors_own)
      fail("a message of call " + std::to_string(text.call) + " carries another call's SDP:\n" +
           std::string(message.bytes));
  }

  static constexpr std::chrono::seconds ringing_max{180};
  static constexpr std::chrono::seconds silence_max{4};

  std::set<int> given_up_;
  std::map<int, std::set<int>> statuses_;
};

}  // namespace trunkgate::sim
