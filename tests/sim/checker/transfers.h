// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// RFC 3515 and RFC 3891 across the two legs: a REFER goes out for one of the other leg of the same call alone, a
/// NOTIFY to the leg whose REFER it is about and with its status, a Replaces names on one side what it named on the
/// other; a transfer that went well ends the call.
class Transfers final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong) return;
    if (!text.is_request()) return answer_in(text);
    const ReceivedRequest* known = books_.received(message.flow.remote_address, text.branch, text.method());
    if (known == nullptr || known->responses > 0) return;
    if (text.method() == "REFER") asked_[known] = text.first("Refer-To");
    if (text.method() == "INVITE" && text.to_tag.empty())
      replaces_[text.call] = {message.outside, text.first("Replaces")};
    if (text.method() == "NOTIFY") heard_ = {known, status_of(text), is_last(text)};
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request() || text.method() == "ACK") return;
    if (books_.sent(text.branch, text.method())->sendings > 1) return;
    if (text.method() == "REFER") refer_out(message);
    if (text.method() == "NOTIFY") notify_out(message);
    if (text.method() != "INVITE" || text.first("Replaces").empty()) return;
    const auto& [outside, named] = replaces_[text.call];
    check_replaces(named, outside, text.first("Replaces"), message.outside);
  }

  void on_step() override {
    if (const int call = std::exchange(answered_, 0); call != 0) check_answered(call);
    const Heard heard = std::exchange(heard_, {});
    const Told told = std::exchange(told_, {});
    if (heard.notify != nullptr && is_success(heard.notify->status)) {
      const bool passed_on = told.call == heard.notify->call && told.outside != heard.notify->outside;
      if (!passed_on || told.status != heard.status)
        return fail("a NOTIFY of call " + std::to_string(heard.notify->call) + " does not reach the other leg");
      if (heard.last && heard.status.starts_with("2")) hang_up_by_[heard.notify->call] = now() + hang_up_max;
    } else if (told.call != 0) {
      fail("a NOTIFY out of nothing to call " + std::to_string(told.call));
    }
    for (const auto& [call, due] : hang_up_by_)
      if (now() > due) look(call);
    std::erase_if(hang_up_by_, [&](const auto& one) { return now() > one.second; });
  }

 private:
  struct Heard {
    const ReceivedRequest* notify = nullptr;
    std::string status;
    bool last = false;
  };
  struct Told {
    int call = 0;
    bool outside = false;
    std::string status;
  };
  static constexpr std::chrono::milliseconds hang_up_max{505};

  [[nodiscard]] std::string_view name() const override { return "transfers"; }
  [[nodiscard]] static std::string status_of(const Text& notify) { return notify.body().substr(8, 3); }
  [[nodiscard]] static bool is_last(const Text& notify) {
    return notify.first("Subscription-State").starts_with("terminated");
  }

  void answer_in(const Text& answer) {
    if (answer.method() != "REFER" || answer.status() < 200) return;
    const SentRequest* refer = books_.sent(answer.branch, "REFER");
    if (refer != nullptr && refer->final_at == now()) answered_ = refer->call;
  }

  /// The far side has answered a REFER: so has the house, or it asks once more, with credentials.
  void check_answered(int call) {
    for (const auto& sent : books_.all_sent())
      if (sent->method == "REFER" && sent->call == call && !sent->answered()) return;
    for (const auto& [refer, target] : asked_)
      if (refer->call == call && refer->status == 0 && now() < refer->first + t1_64)
        return fail("a REFER of call " + std::to_string(call) + " is not answered though the far side has");
  }

  void refer_out(const Message& message) {
    const int call = books_.sent(message.text.branch, "REFER")->call;
    for (const auto& [refer, target] : asked_) {
      const bool open = refer->call == call && refer->outside != message.outside && refer->status == 0;
      if (open)
        return check_replaces(replaces_in(target), refer->outside, replaces_in(message.text.first("Refer-To")),
                              message.outside);
    }
    fail("a REFER that nobody has asked for on call " + std::to_string(call));
  }

  void notify_out(const Message& message) {
    const SentRequest* notify = books_.sent(message.text.branch, "NOTIFY");
    if (told_.call != 0) fail("two NOTIFYs for one");
    told_ = {notify->call, message.outside, status_of(message.text)};
    for (const auto& [refer, target] : asked_)
      if (refer->call == notify->call && refer->outside == message.outside && refer->status < 300) return;
    fail("a NOTIFY to a leg that sent no REFER, call " + std::to_string(notify->call));
  }

  /// `named` came from one side, `carried` went to the other.
  void check_replaces(const std::string& named, bool from_outside, const std::string& carried, bool to_outside) {
    if (named.empty() != carried.empty()) return fail("Replaces \"" + named + "\" becomes \"" + carried + "\"");
    if (named.empty()) return;
    const LegDialog* here = books_.dialog(call_id_of(named), tag_of(named, "to-tag"), tag_of(named, "from-tag"));
    const LegDialog* there = books_.dialog(call_id_of(carried), tag_of(carried, "from-tag"), tag_of(carried, "to-tag"));
    if (here == nullptr || here->outside != from_outside) return;
    // A place that answered second has a dialog with us and none behind it, and one that answered just now has none
    // yet.
    const bool alone = legs_of(here->call, from_outside) == 1 && legs_of(here->call, to_outside) > 0;
    if (there == nullptr && !alone) return;
    if (there == nullptr || there->call != here->call || there->outside != to_outside)
      fail("Replaces of call " + std::to_string(here->call) + " names another one on the other side: " + carried);
  }

  [[nodiscard]] std::ptrdiff_t legs_of(int call, bool outside) const {
    return std::count_if(books_.dialogs().begin(), books_.dialogs().end(),
                         [&](const auto& leg) { return leg->call == call && leg->outside == outside; });
  }

  void look(int call) {
    for (const auto& leg : books_.dialogs())
      if (leg->call == call && leg->confirmed && !leg->ended)
        return fail("call " + std::to_string(call) + " was transferred and is not hung up");
  }

  [[nodiscard]] static std::string replaces_in(const std::string& refer_to) {
    const std::size_t at = refer_to.find("?Replaces=");
    if (at == std::string::npos) return {};
    std::string out;
    for (std::size_t i = at + 10; i < refer_to.size() && refer_to[i] != '>'; ++i) {
      const bool escape = refer_to[i] == '%' && i + 2 < refer_to.size();
      out += escape ? static_cast<char>(std::stoi(refer_to.substr(i + 1, 2), nullptr, 16)) : refer_to[i];
      if (escape) i += 2;
    }
    return out;
  }
  [[nodiscard]] static std::string call_id_of(const std::string& replaces) {
    return replaces.substr(0, replaces.find(';'));
  }
  [[nodiscard]] static std::string tag_of(const std::string& replaces, std::string_view name) {
    return parameter(replaces, name);
  }

  struct ByBranch {
    bool operator()(const ReceivedRequest* a, const ReceivedRequest* b) const {
      return a->branch != b->branch ? a->branch < b->branch : a < b;
    }
  };
  std::map<const ReceivedRequest*, std::string, ByBranch> asked_;  // REFERs and their targets
  std::map<int, std::pair<bool, std::string>> replaces_;           // of INVITEs, by call
  std::map<int, sip::Instant> hang_up_by_;
  int answered_ = 0;  // call of a REFER that the far side has answered in this step
  Heard heard_;
  Told told_;
};

}  // namespace trunkgate::sim
