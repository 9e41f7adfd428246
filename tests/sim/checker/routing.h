// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// RFC 3261 §12.2.1.1: a request within a dialog is addressed to the peer's last Contact, unchanged, and carries the
/// route set as it was when the dialog began.
class Routing final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request() || text.to_tag.empty()) return;
    if (books_.sent(text.branch, "INVITE") != nullptr && text.method() != "INVITE") return;  // ACK of a failure, CANCEL
    const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag);
    if (leg == nullptr || !leg->route_known) return;
    const SentRequest* sent = books_.sent(text.branch, text.method());
    if (sent != nullptr && sent->sendings > 1) return;  // the same as it was
    if (!leg->target_unseen && text.uri() != leg->target && text.uri() != leg->former_target)
      return fail(text.method() + " goes to " + text.uri() + " and not to the Contact " + leg->target);
    if (text.all("Route") != leg->routes)
      fail(text.method() + " without the dialog's route set:\n" + std::string(message.bytes));
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "routing"; }
};

}  // namespace trunkgate::sim
