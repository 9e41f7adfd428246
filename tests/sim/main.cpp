// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "tests/sim/options.h"
#include "tests/sim/runner.h"
#include "tests/sim/simulation.h"

namespace {

using namespace trunkgate::sim;

int replay(const Options& options) {
  const RunResult result = run_simulation(options.first, trouble_of(options, options.first), true);
  for (const std::string& line : result.ladder) std::puts(line.c_str());
  std::printf("seed %llu, %llu events, hash %016llx: %s\n", static_cast<unsigned long long>(options.first),
              static_cast<unsigned long long>(result.event_count), static_cast<unsigned long long>(result.hash),
              result.fault.empty() ? "clean" : result.fault.c_str());
  return result.fault.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  if (!options.error.empty() || options.help) {
    std::printf("%s%s%s", options.error.c_str(), options.error.empty() ? "" : "\n", usage().c_str());
    return options.help ? 0 : 2;
  }
  return options.ladder ? replay(options) : run_seeds(options);
}
