// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/options.h"

namespace trunkgate::sim {

/// Runs all seeds in child processes, so that a crash of the product names its seed, and shows the progress. Returns
/// the exit status: 0 when every seed ran clean, 1 when one did not.
[[nodiscard]] int run_seeds(const Options& options);

}  // namespace trunkgate::sim
