// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/endpoint/plan.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t talk_stream = 0x4000;
constexpr double rings_first = 0.7;
constexpr double rings_with_sdp = 0.4;
constexpr double speaks = 0.7;
constexpr double replaced = 0.3;

}  // namespace

TalkPlan talk_plan(const World& world, int call) {
  Random random = world.random(talk_stream + static_cast<std::uint64_t>(call));
  const Trouble& trouble = world.trouble;
  TalkPlan plan;
  plan.hang_up_after = random.chance(0.2) ? random.between(0s, 100ms) : random.between(100ms, 20s);
  plan.reinvite_after = random.between(0s, plan.hang_up_after);
  plan.caller_hangs_up = random.chance(0.5);
  plan.both_hang_up = random.chance(trouble.both_bye);
  plan.reinvite = random.chance(trouble.reinvite);
  plan.glare = random.chance(trouble.glare);
  plan.update = random.chance(trouble.update);
  if (random.chance(trouble.session)) plan.hang_up_after = random.between(60s, 260s);
  plan.refer = random.chance(trouble.refer);
  plan.replace = random.chance(trouble.refer * replaced);
  plan.caller_transfers = random.chance(0.5);
  plan.transfer_after = random.between(0s, plan.hang_up_after);
  return plan;
}

SitePlan site_plan(const World& world, Random& random) {
  SitePlan plan;
  plan.timer = world.trouble.session > 0 && random.chance(speaks);
  plan.refer = world.trouble.refer > 0 && random.chance(speaks);
  plan.update = world.trouble.update > 0 && random.chance(speaks);
  return plan;
}

CallerPlan caller_plan(const World& world, Random& random) {
  const Trouble& trouble = world.trouble;
  CallerPlan plan;
  plan.offerless = random.chance(trouble.offerless);
  plan.big = random.chance(trouble.big);
  plan.cancels = random.chance(trouble.cancel);
  plan.merged = random.chance(trouble.merged);
  plan.no_ack = random.chance(trouble.no_ack);
  plan.cancel_after = random.chance(0.5) ? random.between(0s, 200ms) : random.between(200ms, 6s);
  plan.ack_after = random.chance(trouble.late_ack) ? random.between(0s, 20s) : 0s;
  plan.copies = random.chance(trouble.storm) ? 10 : 1;
  if (random.chance(trouble.reliable)) plan.reliable = random.chance(0.5) ? "Supported" : "Require";
  plan.no_prack = random.chance(trouble.no_prack);
  return plan;
}

CalleePlan callee_plan(const World& world, Random& random, bool may_challenge) {
  const Trouble& trouble = world.trouble;
  CalleePlan plan;
  plan.trying = random.chance(0.5);
  plan.reliable = random.chance(trouble.reliable);
  if (random.chance(trouble.silent)) {
    plan.kind = CalleePlan::Kind::nothing;
    return plan;
  }
  if (may_challenge && random.chance(trouble.challenge)) {
    plan.kind = CalleePlan::Kind::challenge;
    plan.status = random.pick({401, 407});
    plan.final_after = random.between(0s, 100ms);
    return plan;
  }
  const sip::Duration silence = random.chance(trouble.slow) ? random.between(3500ms, 10s) : 0s;
  if (silence > 0s) plan.trying = false;
  const int forks = random.chance(trouble.fork) ? 2 + static_cast<int>(random.below(2)) : 1;
  plan.final_after = silence + (random.chance(trouble.long_ring) ? random.between(30s, 300s) : random.between(0s, 3s));
  if (forks > 1 || random.chance(rings_first)) {
    const auto count = static_cast<int>(1 + random.below(2));
    for (int fork = 0; fork < forks; ++fork)
      for (int ring = 0; ring < count; ++ring)
        plan.rings.push_back({silence + random.between(0s, std::min<sip::Duration>(plan.final_after - silence, 3s)),
                              fork, random.pick({180, 183}), random.chance(rings_with_sdp)});
  }
  plan.fork = static_cast<int>(random.below(static_cast<std::uint64_t>(forks)));
  if (random.chance(trouble.failure)) {
    plan.kind = CalleePlan::Kind::refuse;
    plan.status = random.pick({302, 400, 403, 404, 408, 480, 481, 484, 486, 487, 488, 491, 500, 503, 504, 600, 603});
  } else {
    plan.second_answer = random.chance(trouble.second_answer);
    plan.second_after = random.between(0s, 3s);
  }
  return plan;
}

}  // namespace trunkgate::sim
