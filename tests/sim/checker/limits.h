// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// Limits of a peer: never more calls at once towards it than it may have. A call counts from its first INVITE until
/// either leg hears of its end.
class Limits final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (world_.trouble.limit <= 0) return;
    if (!text.is_request()) {
      if (text.method() == "INVITE" && text.status() >= 300) end_if_initial(message);
      return;
    }
    if (text.method() == "INVITE" && text.to_tag.empty() && text.call != 0) {
      if (books_.sent(text.branch, "INVITE")->sendings == 1) add(message);
      return;
    }
    if (text.method() == "BYE")
      if (const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag)) end(leg->call);
    if (text.method() == "CANCEL") end(books_.sent(text.branch, "INVITE")->call);
  }
  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong || text.call == 0) return;
    // What the house hears it acts upon at once, before anything of it leaves.
    if (text.is_request() && (text.method() == "BYE" || text.method() == "CANCEL")) end(text.call);
    if (!text.is_request() && text.method() == "INVITE" && text.status() >= 300) end(text.call);
  }
  void on_flow_failed(const proxy::Flow&) override { up_.clear(); }

 private:
  [[nodiscard]] std::string_view name() const override { return "limits"; }

  void add(const Message& message) {
    const std::uint32_t peer = peer_of(message.flow);
    for (auto& [other, calls] : up_) calls.erase(message.text.call);
    std::set<int>& calls = up_[peer];
    calls.insert(message.text.call);
    if (static_cast<double>(calls.size()) > world_.trouble.limit)
      fail(std::to_string(calls.size()) + " calls at once to " + std::string(sites[peer].name));
  }
  static std::uint32_t peer_of(const proxy::Flow& flow) {
    for (const Site& site : sites)
      if (*proxy::parse_ip(site.address) == flow.remote_address) return site.peer;
    return 0;
  }
  void end_if_initial(const Message& message) {
    const ReceivedRequest* request = books_.received(message.flow.remote_address, message.text.branch, "INVITE");
    if (request != nullptr && request->to_tag.empty()) end(request->call);
  }
  void end(int call) {
    for (auto& [peer, calls] : up_) calls.erase(call);
  }

  std::map<std::uint32_t, std::set<int>> up_;  // by peer
};

}  // namespace trunkgate::sim
