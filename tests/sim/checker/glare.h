// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// RFC 3261 §14.1 and §14.2: a re-INVITE is put off with 491 or 500 only while another INVITE of the same call is under
/// way, on either leg.
class Glare final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request() || text.method() != "INVITE" || text.status() != 491) return;
    const ReceivedRequest* mine = books_.received(message.flow.remote_address, text.branch, "INVITE");
    if (mine == nullptr || mine->to_tag.empty() || mine->wrong || mine->final_sendings != 1) return;
    for (const auto& other : books_.all_received())
      if (other.get() != mine && other->method == "INVITE" && other->call == mine->call && !other->acked) return;
    for (const auto& sent : books_.all_sent())
      if (sent->method == "INVITE" && sent->call == mine->call && (!sent->answered() || sent->status == 491)) return;
    fail("491 to a re-INVITE of call " + std::to_string(mine->call) + " that meets no other");
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "glare"; }
};

}  // namespace trunkgate::sim
