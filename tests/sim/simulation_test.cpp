// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/simulation.h"

#include <gtest/gtest.h>

#include "tests/sim/options.h"

namespace trunkgate::sim {
namespace {

TEST(Simulation, SameSeedTwice_SameEventsInTheSameOrder) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Trouble trouble = pick_trouble(seed, Mode::swarm);
    const RunResult once = run_simulation(seed, trouble, false);
    const RunResult again = run_simulation(seed, trouble, true);
    EXPECT_EQ(once.hash, again.hash) << seed;
    EXPECT_EQ(once.event_count, again.event_count) << seed;
    EXPECT_EQ(once.fault, "") << seed;
    EXPECT_TRUE(once.ladder.empty());
    EXPECT_FALSE(again.ladder.empty());
  }
}

TEST(Simulation, OtherSeed_OtherRun) {
  const Trouble trouble = pick_trouble(1, Mode::swarm);
  EXPECT_NE(run_simulation(1, trouble, false).hash, run_simulation(2, trouble, false).hash);
}

TEST(Trouble, SeedsPickTheKind_EveryKindIsPickedBySome) {
  std::size_t kinds_max = 0;
  for (const Knob& knob : knobs()) {
    if (knob.worst == 0) continue;
    int with = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
      with += pick_trouble(seed, Mode::swarm).*knob.value > Trouble{}.*knob.value ? 1 : 0;
    EXPECT_GT(with, 5) << knob.name;
    EXPECT_LT(with, 150) << knob.name;
    ++kinds_max;
  }
  EXPECT_GT(kinds_max, 30u);
}

TEST(Trouble, Lite_NetworkIsGood) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Trouble trouble = pick_trouble(seed, Mode::lite);
    EXPECT_EQ(trouble.loss + trouble.duplicate + trouble.reorder + trouble.media_lost + trouble.no_ack, 0.0);
  }
}

TEST(Options, TroubleByHand_ReplacesWhatTheSeedPicks_AndIsInTheReplayCommand) {
  std::string words[] = {"simulate", "--seeds", "7", "--first", "3", "--loss", "0.25", "--mode", "lite"};
  char* argv[std::size(words)];
  for (std::size_t i = 0; i < std::size(words); ++i) argv[i] = words[i].data();
  const Options options = parse_options(static_cast<int>(std::size(words)), argv);
  EXPECT_EQ(options.error, "");
  EXPECT_EQ(options.seeds, 7u);
  EXPECT_EQ(options.first, 3u);
  EXPECT_EQ(trouble_of(options, 5).loss, 0.25);
  EXPECT_EQ(replay_command(options, 5), "build/simulate --seed 5 --ladder --mode lite --loss 0.25");
}

TEST(Options, UnknownWordOrBadAmount_Error) {
  for (const char* word : {"--los", "--loss", "seeds"}) {
    std::string words[] = {"simulate", word, "-1"};
    char* argv[] = {words[0].data(), words[1].data(), words[2].data()};
    EXPECT_NE(parse_options(3, argv).error, "") << word;
  }
}

}  // namespace
}  // namespace trunkgate::sim
