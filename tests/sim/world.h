// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "tests/sim/ladder.h"
#include "tests/sim/random.h"
#include "tests/sim/scheduler.h"
#include "tests/sim/trouble.h"

namespace trunkgate::sim {

/// What all actors of one run share: time, chance, troubles, and the place where a fault is reported.
struct World {
  World(std::uint64_t run_seed, const Trouble& troubles, bool keep_ladder)
      : seed(run_seed), trouble(troubles), ladder(keep_ladder) {}

  std::uint64_t seed;
  Trouble trouble;
  Scheduler scheduler;
  Ladder ladder;
  std::string fault;                         ///< the first promise that was broken; empty: none
  std::uint64_t hash = 0xcbf29ce484222325u;  ///< of all that happened, in order
  std::uint64_t event_count = 0;
  std::set<int> anchor_failed;  ///< calls that the anchor did anything but serve at once
  sip::Instant drained_at = sip::never;
  sip::Instant hung_up_at = sip::never;  ///< all calls were ended by the house, the last time
  std::array<bool, 3> peer_down{};       ///< by peer, as who counts its answers to OPTIONS sees it
  bool quiet = false;                    ///< the faults are off: what is under way comes to its end

  [[nodiscard]] sip::Instant now() const { return scheduler.now(); }
  [[nodiscard]] Random random(std::uint64_t stream) const { return {seed, stream}; }
  /// Chance of a trouble, in the part of a run that has any.
  [[nodiscard]] bool strikes(Random& random, double probability) const { return !quiet && random.chance(probability); }

  void fail(std::string_view checker, const std::string& what) {
    if (!fault.empty()) return;
    fault = std::string(checker) + ": " + what;
    ladder.note(now(), "FAULT " + fault);
  }
  void mix(std::string_view bytes) {
    ++event_count;
    mix(static_cast<std::uint64_t>(now().time_since_epoch().count()));
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }

 private:
  void mix(std::uint64_t word) { hash = (hash ^ word) * 0x100000001b3u; }
};

}  // namespace trunkgate::sim
