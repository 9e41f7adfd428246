// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/trouble.h"

namespace trunkgate::sim {

/// What the command line asks for.
struct Options {
  std::uint64_t first = 1;
  std::uint64_t seeds = 100;
  bool ladder = false;
  Mode mode = Mode::swarm;
  unsigned jobs = 0;  ///< processes; 0: one per core
  struct Set {
    double Trouble::*knob;
    double value;
  };
  std::vector<Set> sets;  ///< troubles given by hand, over what the seeds pick
  std::string sets_text;  ///< the same as written, to be repeated in a replay command
  std::string error;      ///< not empty: what is wrong with the command line
  bool help = false;
};
[[nodiscard]] Options parse_options(int argc, char** argv);
[[nodiscard]] std::string usage();

/// The troubles of one seed under these options.
[[nodiscard]] Trouble trouble_of(const Options& options, std::uint64_t seed);
/// The command that runs this seed again.
[[nodiscard]] std::string replay_command(const Options& options, std::uint64_t seed);

}  // namespace trunkgate::sim
