// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "tests/sim/checker/checker.h"

namespace trunkgate::sim {

/// Topology hiding: no byte string of one side is in any byte sent to the other. Every identifier, host and software
/// name of a site holds its side's mark.
class Leak final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    constexpr std::array<std::string_view, 3> inside{inside_mark, "10.0.0.", "corp.internal"};
    constexpr std::array<std::string_view, 4> outside{outside_mark, "54.172.60.", "172.25.1.", "168.86."};
    if (message.outside) {
      for (const std::string_view one : inside) look(message, one);
    } else {
      for (const std::string_view one : outside) look(message, one);
    }
  }

 private:
  [[nodiscard]] std::string_view name() const override { return "leak"; }
  void look(const Message& message, std::string_view secret) {
    if (message.bytes.find(secret) == std::string_view::npos) return;
    fail(std::string(secret) + " leaves to the other side in\n" + std::string(message.bytes));
  }
};

}  // namespace trunkgate::sim
