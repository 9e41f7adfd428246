// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// RFC 3261 §13.2.2.4: every 2xx to an INVITE of the house gets an ACK, in the same step when the offer was in the
/// INVITE; also one that is repeated, until the dialog has ended.
class Acknowledge final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request() || message.wrong || text.method() != "INVITE" || !is_success(text.status())) return;
    const SentRequest* invite = books_.sent(text.branch, "INVITE");
    if (invite == nullptr || !invite->alive(now())) return;
    const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag);
    Wanted& wanted = wanted_[key(text.call_id, text.to_tag, text.cseq)];
    if (wanted.given && leg != nullptr && leg->ended) return;
    if (wanted.due != sip::Instant{}) return;
    const bool at_once = invite->has_body || wanted.given;
    wanted.leg = leg;
    wanted.due = now() + (at_once ? sip::Duration{} : sip::Duration(offerless_max));
    ++waiting_;
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request() || text.method() != "ACK") return;
    const auto found = wanted_.find(key(text.call_id, text.to_tag, text.cseq));
    if (found == wanted_.end()) return;
    found->second.given = true;
    if (found->second.due != sip::Instant{}) --waiting_;
    found->second.due = {};
  }

  void on_step() override {
    if (waiting_ > 0) look(false);
  }
  void at_rest() override { look(true); }

 private:
  struct Wanted {
    sip::Instant due{};  // none: nothing is owed
    bool given = false;
    const LegDialog* leg = nullptr;
  };
  // The caller's ACK, which brings the answer, may take 32 s, and the anchor 5 s with it.
  static constexpr std::chrono::seconds offerless_max{45};

  [[nodiscard]] std::string_view name() const override { return "acknowledge"; }
  static std::string key(const std::string& call_id, const std::string& tag, std::uint32_t cseq) {
    return call_id + ' ' + tag + ' ' + std::to_string(cseq);
  }
  void look(bool all) {
    for (const auto& [key, wanted] : wanted_)
      // Who hangs up before the ACK does not wait for it.
      if (wanted.due != sip::Instant{} && (all || now() >= wanted.due) && !wanted.leg->ended_by_them)
        return fail("no ACK for the 2xx of " + key);
  }

  std::map<std::string, Wanted> wanted_;
  int waiting_ = 0;
};

}  // namespace trunkgate::sim
