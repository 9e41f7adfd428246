// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// Both legs share one fate: when one side hangs up the other is told in the same step; an answer without an ACK ends
/// the call after 64*T1 (RFC 3261 §13.3.1.4); nothing that was answered stays up, and no INVITE is left ringing that
/// nobody waits for.
class Endings final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong || !text.is_request() || text.method() != "BYE") return;
    const LegDialog* leg = books_.dialog(text.call_id, text.to_tag, text.from_tag);
    hung_up_ = leg != nullptr && !leg->ended ? leg : nullptr;
  }

  void on_step() override {
    const LegDialog* gone = std::exchange(hung_up_, nullptr);
    if (gone != nullptr && gone->ended && gone->call != 0)
      for (const auto& leg : books_.dialogs())
        if (leg->call == gone->call && leg->outside != gone->outside && leg->confirmed && !leg->ended)
          fail("one side hung up and the other side of call " + std::to_string(leg->call) + " is not told");
    if (now() < next_look_) return;
    next_look_ = now() + std::chrono::seconds(1);
    for (const auto& request : books_.all_received()) {
      const bool unacknowledged = request->method == "INVITE" && is_success(request->status) && !request->acked;
      if (!unacknowledged || now() < request->final_at + t1_64 + std::chrono::seconds(2)) continue;
      const LegDialog* leg = books_.dialog(request->call_id, request->final_tag, request->from_tag);
      if (leg != nullptr && !leg->ended) fail("no ACK for 64*T1 and yet no BYE, INVITE " + request->branch);
    }
  }

  void at_rest() override {
    for (const auto& leg : books_.dialogs())
      if (leg->confirmed && !leg->ended)
        return fail("call " + std::to_string(leg->call) + " is still up towards " +
                    (leg->outside ? "the trunk" : "the PBX") + ", tag " + leg->theirs);
    for (const auto& request : books_.all_sent())
      if (request->method == "BYE" && request->flow_failed && !request->answered()) check_repeated(*request);
    for (const auto& request : books_.all_sent()) {
      const bool ringing = request->method == "INVITE" && request->provisional && !request->answered();
      if (ringing && request->cancelled_at == sip::Instant{} && !request->flow_failed)
        return fail("an INVITE is left ringing without a CANCEL, branch " + request->branch);
    }
  }

 private:
  // A BYE that was lost with its connection is sent once more, unless the other side ended the dialog as well.
  void check_repeated(const SentRequest& lost) {
    const LegDialog* leg = books_.dialog(lost.call_id, lost.from_tag, lost.to_tag);
    int sent = 0;
    for (const auto& bye : books_.all_sent())
      sent += bye->method == "BYE" && bye->call_id == lost.call_id && bye->to_tag == lost.to_tag ? 1 : 0;
    // A fork that is hung up on the side, by its high CSeq, has no call that could wait for the BYE.
    const bool aside = leg != nullptr && lost.cseq >= leg->last_sent_cseq + aside_lead;
    if (leg != nullptr && !leg->ended_by_them && !aside && sent < 2)
      fail("a BYE of call " + std::to_string(leg->call) + " is lost with its connection, branch " + lost.branch);
  }
  [[nodiscard]] std::string_view name() const override { return "endings"; }

  static constexpr std::uint32_t aside_lead = 64;

  const LegDialog* hung_up_ = nullptr;
  sip::Instant next_look_{};
};

}  // namespace trunkgate::sim
