// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// RFC 3261 §14.1 and §14.2, RFC 3311 §5.2: a re-INVITE or an UPDATE with an offer is put off with 491, or with 500 and
/// Retry-After, only while another one of the same call is under way, on either leg.
class Glare final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request() || (text.method() != "INVITE" && text.method() != "UPDATE")) return;
    if (text.status() != 491 && (text.status() != 500 || text.first("Retry-After").empty())) return;
    const ReceivedRequest* mine = books_.received(message.flow.remote_address, text.branch, text.method());
    if (mine == nullptr || mine->to_tag.empty() || mine->wrong || mine->final_sendings != 1) return;
    for (const auto& other : books_.all_received())
      if (other.get() != mine && other->call == mine->call && pending(*other)) return;
    for (const auto& sent : books_.all_sent()) {
      const bool open = !sent->answered() && sent->alive(now());
      if (sent->method == "INVITE" && sent->call == mine->call && (open || sent->status == 491)) return;
    }
    fail(std::to_string(text.status()) + " to a re-INVITE or UPDATE of call " + std::to_string(mine->call) +
         " that meets no other");
  }

 private:
  // An answer in the ACK goes through the anchor before it is passed on.
  static constexpr std::chrono::seconds anchor_max{6};

  [[nodiscard]] bool pending(const ReceivedRequest& invite) const {
    const bool offer = invite.method == "INVITE" || (invite.method == "UPDATE" && invite.has_body);
    if (!is_success(invite.status) || invite.method == "UPDATE") return offer && invite.status == 0;
    if (!offer) return false;
    return !invite.acked || (!invite.has_body && now() < invite.acked_at + anchor_max);
  }
  [[nodiscard]] std::string_view name() const override { return "glare"; }
};

}  // namespace trunkgate::sim
