// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// RFC 4028, on each leg alone. A session that nobody refreshes is ended when it runs out, at both ends; the house
/// refreshes what it has taken on at half time; 422 only to an interval below 90 s, and with Min-SE; no 2xx grants less
/// or says nothing of who refreshes.
class Sessions final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong || !refreshes(text.method())) return;
    if (text.is_request()) {
      const ReceivedRequest* known = books_.received(message.flow.remote_address, text.branch, text.method());
      if (known != nullptr) asked_.emplace(known, text.first("Session-Expires"));
      return;
    }
    const SentRequest* sent = books_.sent(text.branch, text.method());
    if (!is_success(text.status()) || sent == nullptr || sent->final_at != now()) return;
    if (!seen_.insert(text.branch + text.method() + text.to_tag).second) return;
    note(books_.dialog(text.call_id, text.from_tag, text.to_tag), text, "uac");
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!refreshes(text.method())) return;
    if (text.is_request()) {
      const LegDialog* leg = books_.dialog(text.call_id, text.from_tag, text.to_tag);
      if (leg != nullptr && running_.contains(leg)) running_[leg].asked_at = now();
      return;
    }
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, text.method());
    if (request == nullptr || request->wrong || request->status != text.status()) return;
    if (text.status() == 422) return check_refusal(*request, text);
    if (!is_success(text.status()) || !seen_.insert(text.branch + text.method()).second) return;
    note(books_.dialog(text.call_id, text.to_tag, text.from_tag), text, "uas");
  }

  void on_step() override {
    if (now() < next_look_) return;
    next_look_ = now() + std::chrono::seconds(1);
    std::erase_if(running_, [](const auto& one) { return one.first->ended; });
    for (auto& [leg, session] : running_) look(*leg, session);
  }

 private:
  struct Session {
    std::chrono::seconds interval{};
    bool ours = false;  ///< the house refreshes
    sip::Instant begin{};
    sip::Instant asked_at{};    ///< the last INVITE or UPDATE of the house
    sip::Instant busy_until{};  ///< something else was under way until then
  };
  struct ByName {
    bool operator()(const LegDialog* a, const LegDialog* b) const {
      return a->call_id + a->ours + a->theirs < b->call_id + b->ours + b->theirs;
    }
  };
  static constexpr std::chrono::seconds least{90};
  static constexpr std::chrono::seconds end_margin{32};
  static constexpr std::chrono::seconds patience{5};

  [[nodiscard]] std::string_view name() const override { return "sessions"; }
  [[nodiscard]] static bool refreshes(const std::string& method) { return method == "INVITE" || method == "UPDATE"; }
  [[nodiscard]] static std::chrono::seconds seconds_of(const std::string& value) {
    return std::chrono::seconds(std::strtol(value.c_str(), nullptr, 10));
  }

  void note(const LegDialog* leg, const Text& ok, std::string_view role) {
    if (leg == nullptr || leg->ended) return;
    const std::string& granted = ok.first("Session-Expires");
    if (granted.empty()) return static_cast<void>(running_.erase(leg));
    const std::string refresher = parameter(";" + granted, "refresher");
    Session session;
    session.interval = seconds_of(granted);
    session.ours = refresher == role;
    session.begin = now();
    running_[leg] = session;
    if (session.interval < least || (refresher != "uac" && refresher != "uas"))
      fail("a session of " + granted + " on call " + std::to_string(leg->call));
  }

  void check_refusal(const ReceivedRequest& request, const Text& refusal) {
    const std::string& asked = asked_[&request];
    if (asked.empty() || seconds_of(asked) >= least) return fail("422 to a session of \"" + asked + "\"");
    if (seconds_of(refusal.first("Min-SE")) < least) fail("a 422 without Min-SE, " + request.branch);
  }

  void look(const LegDialog& leg, Session& session) {
    const std::string which =
        "call " + std::to_string(leg.call) + " towards " + (leg.outside ? "the trunk" : "the PBX");
    const auto margin = std::min<std::chrono::seconds>(end_margin, session.interval / 3);
    if (now() > session.begin + session.interval - margin + std::chrono::seconds(1))
      return fail("the session of " + which + " has run out and is not ended");
    // An answer without SDP leaves nothing to refresh with, where the peer takes no UPDATE.
    if (!session.ours || world_.trouble.odd_answer > 0) return;
    if (under_way(leg.call)) session.busy_until = now();
    const sip::Instant due = session.begin + session.interval / 2;
    if (now() > std::max(due, session.busy_until) + patience && session.asked_at < due)
      fail("the house does not refresh the session of " + which);
  }

  [[nodiscard]] bool under_way(int call) const {
    for (const auto& one : books_.all_sent())
      if (one->call == call && one->in_dialog && refreshes(one->method) && !one->answered() && one->alive(now()))
        return true;
    for (const auto& one : books_.all_received())
      if (one->call == call && refreshes(one->method) && (one->status == 0 || (is_success(one->status) && !one->acked)))
        if (one->method == "INVITE" || one->status == 0) return true;
    return false;
  }

  std::map<const ReceivedRequest*, std::string> asked_;
  std::set<std::string> seen_;
  std::map<const LegDialog*, Session, ByName> running_;
  sip::Instant next_look_{};
};

}  // namespace trunkgate::sim
