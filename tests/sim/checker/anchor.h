// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// The anchor is spoken to in order: first an offer, an answer only to an offer, one removal and nothing after it.
class Anchor final : public Checker {
 public:
  using Checker::Checker;

  void on_media(const media::Command& command) override {
    using media::CommandKind;
    const auto known = sessions_.find(command.session);
    if (known != sessions_.end() && known->second == State::removed)
      return fail("a command for a session that was removed");
    if (command.kind == CommandKind::offer && known == sessions_.end()) sessions_[command.session] = State::offered;
    if (command.kind == CommandKind::remove) sessions_[command.session] = State::removed;
    const bool follows = command.kind == CommandKind::answer || command.kind == CommandKind::cancel_offer;
    if (follows && known == sessions_.end()) fail("an answer for a session that no offer has opened");
  }

 private:
  enum class State : std::uint8_t { offered, removed };
  [[nodiscard]] std::string_view name() const override { return "anchor"; }
  std::map<media::SessionId, State> sessions_;
};

}  // namespace trunkgate::sim
