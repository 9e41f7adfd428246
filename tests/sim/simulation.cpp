// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/simulation.h"

#include "tests/sim/stage.h"

namespace trunkgate::sim {

namespace {
constexpr std::uint64_t transport_stream = 0x6000;
}

RunResult run_simulation(std::uint64_t seed, const Trouble& trouble, bool keep_ladder) {
  World world(seed, trouble, keep_ladder);
  Random random = world.random(transport_stream);
  const bool streams_inside = random.chance(0.3);
  const bool streams_outside = random.chance(0.6);
  Stage stage(world, streams_inside, streams_outside);
  stage.play();
  return {world.fault, world.hash, world.event_count, world.ladder.lines()};
}

}  // namespace trunkgate::sim
