// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// Identifiers map one to one: each Call-ID of a caller is one Call-ID on the far leg and the other way round, and so
/// are the tags of either end. The sites number their calls and tags in headers that may cross, which tell what belongs
/// together.
class Identifiers final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong || text.call == 0) return;
    if (text.is_request() && text.method() == "INVITE" && text.to_tag.empty()) call_ids_[text.call] = text.call_id;
    if (text.tag_number != 0) tags_.emplace(text.tag_number, text.is_request() ? text.from_tag : text.to_tag);
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (text.call == 0) return;
    const bool invite = text.is_request() && text.method() == "INVITE" && text.to_tag.empty();
    if (invite) pair("Call-ID", call_ids_[text.call], text.call_id);
    const auto tag = tags_.find(text.tag_number);
    if (tag == tags_.end()) return;
    if (invite) pair("From tag of call " + std::to_string(text.call), tag->second, text.from_tag);
    const bool early_or_answer = !text.is_request() && text.status() > 100 && text.status() < 300;
    const bool initial = books_.received(message.flow.remote_address, text.branch, text.method()) != nullptr &&
                         books_.received(message.flow.remote_address, text.branch, text.method())->to_tag.empty();
    if (early_or_answer && initial && text.method() == "INVITE")
      pair("To tag of call " + std::to_string(text.call), tag->second, text.to_tag);
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "identifiers"; }
  void pair(const std::string& what, const std::string& original, const std::string& ours) {
    const auto [forward, new_forward] = forward_.emplace(what + ' ' + original, ours);
    const auto [back, new_back] = back_.emplace(what + ' ' + ours, original);
    if (forward->second != ours)
      return fail(what + " " + original + " becomes two: " + forward->second + " and " + ours);
    if (back->second != original) fail(what + " " + ours + " stands for two: " + back->second + " and " + original);
  }

  std::map<int, std::string> call_ids_;
  std::map<int, std::string> tags_;
  std::map<std::string, std::string> forward_;
  std::map<std::string, std::string> back_;
};

}  // namespace trunkgate::sim
