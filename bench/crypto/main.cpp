// SPDX-License-Identifier: Apache-2.0
// crypto_bench: a Google Benchmark program that times the per-packet function and the bare primitive beside it; the
// median of all batches is the counter `ns`, allocations per packet are `allocations`. crypto_bench --count, under
// callgrind with --instr-atstart=no, counts instructions instead: one dump per case, named by it.
#include <benchmark/benchmark.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/crypto/calls.h"
#include "bench/crypto/primitive.h"
#include "bench/crypto/providers.h"
#include "bench/parser/allocations.h"

namespace trunkgate::bench {
namespace {

using media::Suite;

struct Direction {
  std::string_view name;
  std::optional<Suite> suite;
  Way way;
  std::size_t calls = 1;
};

constexpr std::size_t call_count = 500;  // a busy worker: its sessions do not fit into the second-level cache
constexpr Suite cm = Suite::aes_cm_128_hmac_sha1_80;
constexpr Suite gcm = Suite::aead_aes_128_gcm;
constexpr Direction directions[] = {
    {"rtp", std::nullopt, Way::inside_to_outside},
    {"rtp-srtp", cm, Way::inside_to_outside},
    {"srtp-rtp", cm, Way::outside_to_inside},
    {"rtp-srtp-gcm", gcm, Way::inside_to_outside},
    {"srtp-rtp-gcm", gcm, Way::outside_to_inside},
    {"rtp-500-calls", std::nullopt, Way::inside_to_outside, call_count},
    {"rtp-srtp-500-calls", cm, Way::inside_to_outside, call_count},
};

/// `prepare` is not timed, `run` is: it treats one batch.
struct Work {
  std::function<void()> prepare;
  std::function<void()> run;
};

struct Case {
  std::string system;
  std::string name;
  std::function<Work()> make;
};

Work relaying(const Provider& provider, const Direction& direction) {
  plug(provider);
  const auto calls = std::make_shared<Calls>(direction.calls, direction.suite, direction.way);
  plug(fastest());
  return {[calls] { calls->prepare(); }, [calls] { calls->relay(); }};
}

Work computing(const Provider& provider, const Direction& direction) {
  const auto calls = std::make_shared<Calls>(1, std::nullopt, Way::inside_to_outside);
  const auto primitive = std::make_shared<Primitive>(provider, *direction.suite);
  return {[calls] { calls->prepare(); },
          [calls, primitive] {
            for (const media::Packet& packet : calls->packets()) primitive->compute(packet);
          }};
}

std::vector<Case> make_cases() {
  std::vector<Case> cases;
  for (const Direction& direction : directions) {
    const std::string name(direction.name);
    const auto add = [&](const Provider& provider) {
      cases.push_back({std::string(provider.system), name, [&] { return relaying(provider, direction); }});
    };
    add(fastest());
    if (!direction.suite || direction.calls > 1) continue;
    add(portable());
    add(unplugged());
    cases.push_back({"floor", name, [&] { return computing(fastest(), direction); }});
  }
  return cases;
}

/// The first packet of an SSRC makes its state.
void warm_up(const Work& work) {
  for (std::size_t packets = 0; packets < call_count; packets += Calls::batch_size) {
    work.prepare();
    work.run();
  }
}

void time_case(benchmark::State& state, const Case& one) {
  const Work work = one.make();
  warm_up(work);
  std::vector<double> batches;
  batches.reserve(static_cast<std::size_t>(state.max_iterations));
  std::size_t allocations = 0;
  for (auto _ : state) {
    work.prepare();
    const std::size_t before = allocation_count();
    const auto begin = std::chrono::steady_clock::now();
    work.run();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    allocations += allocation_count() - before;
    state.SetIterationTime(taken.count());
    batches.push_back(taken.count());
  }
  // A batch that another program interrupted is an outlier; the median does not know it.
  std::ranges::nth_element(batches, batches.begin() + static_cast<std::ptrdiff_t>(batches.size() / 2));
  state.counters["ns"] = batches[batches.size() / 2] * 1e9 / Calls::batch_size;
  state.counters["allocations"] =
      static_cast<double>(allocations) / static_cast<double>(batches.size() * Calls::batch_size);
}

void count_instructions(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const std::string label = one.system + " " + one.name;
    const Work work = one.make();
    warm_up(work);
    work.prepare();
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    work.run();
    CALLGRIND_DUMP_STATS_AT(label.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
    std::cout << one.system << '\t' << one.name << '\t' << Calls::batch_size << '\n';
  }
}

}  // namespace
}  // namespace trunkgate::bench

int main(int argc, char** argv) {
  using namespace trunkgate::bench;
  const std::vector<Case> cases = make_cases();
  if (argc == 2 && std::strcmp(argv[1], "--count") == 0) {
    count_instructions(cases);
    return 0;
  }
  for (const Case& one : cases) {
    const std::string name = one.system + '/' + one.name;
    benchmark::RegisterBenchmark(name.c_str(), time_case, one)->UseManualTime();
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
