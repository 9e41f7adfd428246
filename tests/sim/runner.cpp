// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/runner.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "tests/sim/simulation.h"

namespace trunkgate::sim {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t failures_shown_max = 3;
constexpr std::chrono::milliseconds progress_every{500};

/// What the processes share. Zero pages of an anonymous mapping are a valid start value.
struct Shared {
  std::atomic<std::uint64_t> next;
  std::atomic<std::uint64_t> done;
  std::atomic<std::uint64_t> events;
  std::atomic<std::uint64_t> failures;
  std::atomic<std::uint64_t> current[64];
};

void show(const Options& options, const Shared& shared, Clock::time_point begin, bool last) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const std::uint64_t done = shared.done;
  std::fprintf(stderr, "%s%llu of %llu seeds, %.0f/s, %llu events, %llu failed%s", isatty(2) != 0 ? "\r" : "",
               static_cast<unsigned long long>(done), static_cast<unsigned long long>(options.seeds),
               static_cast<double>(done) / (seconds + 1e-9), static_cast<unsigned long long>(shared.events),
               static_cast<unsigned long long>(shared.failures), last || isatty(2) == 0 ? "\n" : "");
}

void report(const Options& options, std::uint64_t seed, const RunResult& result) {
  std::string text = "\n";
  const RunResult again = run_simulation(seed, trouble_of(options, seed), true);
  for (const std::string& line : again.ladder) text += line + "\n";
  if (again.hash != result.hash) text += "and it does not even replay: the second run went another way\n";
  text += "seed " + std::to_string(seed) + " failed: " + result.fault + "\n";
  text += "again: " + replay_command(options, seed) + "\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void work(const Options& options, Shared& shared, unsigned worker, Clock::time_point begin) {
  auto shown = begin;
  for (;;) {
    const std::uint64_t index = shared.next.fetch_add(1);
    if (index >= options.seeds || shared.failures >= failures_shown_max) return;
    const std::uint64_t seed = options.first + index;
    shared.current[worker] = seed;
    const RunResult result = run_simulation(seed, trouble_of(options, seed), false);
    shared.current[worker] = 0;
    if (worker == 0 && isatty(2) != 0 && Clock::now() - shown > progress_every) {
      shown = Clock::now();
      show(options, shared, begin, false);
    }
    ++shared.done;
    shared.events += result.event_count;
    if (!result.fault.empty() && shared.failures.fetch_add(1) < failures_shown_max) report(options, seed, result);
  }
}

// A child that dies takes its seed with it: that seed has failed.
void bury(const Options& options, Shared& shared, unsigned worker, int status) {
  const std::uint64_t seed = shared.current[worker];
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  ++shared.failures;
  std::printf("\nseed %llu failed: the process died of signal %d\nagain: %s\n", static_cast<unsigned long long>(seed),
              WIFSIGNALED(status) ? WTERMSIG(status) : 0, replay_command(options, seed).c_str());
}

}  // namespace

int run_seeds(const Options& options) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 2;
  Shared& shared = *static_cast<Shared*>(memory);
  const unsigned cores = options.jobs != 0 ? options.jobs : std::thread::hardware_concurrency();
  const unsigned jobs = std::clamp(cores, 1U, 64U);
  const auto begin = Clock::now();
  std::vector<pid_t> children;
  std::fflush(stdout);
  for (unsigned worker = 0; worker < jobs; ++worker) {
    const pid_t child = fork();
    if (child == 0) {
      work(options, shared, worker, begin);
      std::fflush(stdout);
      _exit(0);
    }
    children.push_back(child);
  }
  for (unsigned running = jobs; running > 0; --running) {
    int status = 0;
    const pid_t ended = waitpid(-1, &status, 0);
    for (unsigned worker = 0; worker < jobs; ++worker)
      if (children[worker] == ended) bury(options, shared, worker, status);
  }
  show(options, shared, begin, true);
  return shared.failures == 0 ? 0 : 1;
}

}  // namespace trunkgate::sim
