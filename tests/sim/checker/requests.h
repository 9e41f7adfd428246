// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// What the house sends is in order: a branch is one request (RFC 3261 §8.1.1.7), CSeq rises per dialog and direction
/// (§12.2.1.1), CANCEL belongs to an INVITE that has a provisional and no final answer (§9.1), and ACK to an answer.
class Requests final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request()) return;
    if (!text.branch.starts_with("z9hG4bK")) return fail("a branch without the cookie: " + text.branch);
    if (text.method() == "ACK") return on_ack(message);
    const SentRequest* sent = books_.sent(text.branch, text.method());
    if (sent->bytes != message.bytes) return fail("one branch for two requests: " + text.branch);
    if (sent->sendings > 1) return;
    // A copy of an INVITE that comes when its transaction is over is a call of its own, with the same identifiers.
    if (text.to_tag.empty() && text.method() == "INVITE" && caller_repeats(text.call)) return;
    if (text.method() == "CANCEL") return on_cancel(text);
    if (branches_.contains(text.branch)) return fail("a branch is used again: " + text.branch);
    branches_.emplace(text.branch, text.method());
    check_cseq(text);
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "requests"; }

  void on_ack(const Message& message) {
    const Text& text = message.text;
    if (const SentRequest* invite = books_.sent(text.branch, "INVITE")) {
      // Each CANCEL for a ringing that comes again gives the INVITE another 64*T1, so it may still be there.
      const bool forgotten = !invite->answered() && invite->cancelled_at != sip::Instant{} && !invite->alive(now());
      if (!forgotten && (!invite->answered() || is_success(invite->status)))
        return fail("an ACK on the branch of an INVITE that was not refused");
      if (invite->cseq != text.cseq) fail("an ACK with another CSeq than its INVITE");
      return;
    }
    const auto [known, fresh] = acks_.emplace(text.branch, message.bytes);
    if (!fresh && known->second != message.bytes) return fail("one branch for two ACKs: " + text.branch);
    const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag);
    if (leg == nullptr || !leg->confirmed) fail("an ACK for an answer that never came: " + std::string(message.bytes));
  }

  void on_cancel(const Text& text) {
    const SentRequest* invite = books_.sent(text.branch, "INVITE");
    if (invite == nullptr) return fail("a CANCEL for no INVITE");
    // What comes as Timer B runs out may still be heard.
    if (!invite->provisional && now() < invite->first + t1_64) return fail("a CANCEL before any provisional response");
    if (invite->answered()) return fail("a CANCEL after the final answer");
    if (invite->cseq != text.cseq || invite->call_id != text.call_id || invite->from_tag != text.from_tag)
      fail("a CANCEL that does not look like its INVITE");
  }

  void check_cseq(const Text& text) {
    std::uint32_t& last = last_cseq_[text.call_id + ' ' + text.from_tag + ' ' + text.to_tag];
    std::uint32_t before = last;
    if (before == 0 && !text.to_tag.empty())
      if (const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag)) before = leg->last_sent_cseq;
    if (text.cseq <= before)
      fail("CSeq does not rise: " + text.method() + " with " + std::to_string(text.cseq) + " after " +
           std::to_string(before));
    last = text.cseq;
  }

  // The same INVITE over two paths is one call on each when the first is over before the second comes.
  [[nodiscard]] bool caller_repeats(int call) const {
    int count = 0;
    for (const auto& one : books_.all_received())
      count += one->method == "INVITE" && one->to_tag.empty() && one->call == call ? 1 : 0;
    return call != 0 && count > 1;
  }

  std::map<std::string, std::string> branches_;
  std::map<std::string, std::string> acks_;
  std::map<std::string, std::uint32_t> last_cseq_;
};

}  // namespace trunkgate::sim
