// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sip/instant.h"

namespace trunkgate::sim {

/// What happened in a run, one line per event, for a reader. Kept only when a run is replayed.
class Ladder {
 public:
  explicit Ladder(bool keep) : keep_(keep) {}

  [[nodiscard]] bool kept() const { return keep_; }
  void message(sip::Instant now, std::string_view from, std::string_view to, std::string_view bytes);
  void note(sip::Instant now, std::string_view text);
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  bool keep_;
  std::vector<std::string> lines_;
};

}  // namespace trunkgate::sim
