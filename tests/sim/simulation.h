// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/trouble.h"

namespace trunkgate::sim {

/// One run from one seed.
struct RunResult {
  std::string fault;       ///< empty: every promise was kept
  std::uint64_t hash = 0;  ///< of all messages and events in order: equal for equal seeds
  std::uint64_t event_count = 0;
  std::vector<std::string> ladder;  ///< when asked for
};

/// `trouble` is what the seed picks, or what the command line has made of it.
[[nodiscard]] RunResult run_simulation(std::uint64_t seed, const Trouble& trouble, bool keep_ladder);

}  // namespace trunkgate::sim
