// SPDX-License-Identifier: Apache-2.0
// parser_bench: times all parsers side by side and counts their allocations. parser_bench --count, under callgrind with
// --instr-atstart=no, counts instructions instead: one dump per case, named by it. Lines of tab-separated fields, read
// by measure.py.
#include <time.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "bench/parser/allocations.h"
#include "bench/parser/corpora.h"
#include "bench/parser/rewrite.h"
#include "bench/parser/system.h"
#include "bench/parser/transaction.h"

namespace trunkgate::bench {
namespace {

constexpr int round_count = 21;
constexpr std::size_t batch_size = 64;
static_assert(batch_size == TransactionRounds::call_count);

using Messages = std::span<const std::string>;

/// One system at one kind of work, which `run` does once for each of the messages.
struct Case {
  std::string system;
  std::string name;
  Messages messages;
  std::function<void(Messages)> run;
  std::size_t repeats = 1;               // passes over the messages in one round
  std::vector<double> nanoseconds = {};  // per message, one per round

  [[nodiscard]] double count() const { return static_cast<double>(messages.size() * repeats); }
  void run_all() const {
    for (std::size_t i = 0; i < repeats; ++i) run(messages);
  }
};

void parse_all(const System& system, Messages messages) {
  static Fields fields;
  for (const std::string& bytes : messages) {
    if (!system.parse(bytes, fields)) std::abort();
    system.release();
  }
}

void rewrite_all(Messages messages) {
  for (const std::string& bytes : messages)
    if (rewrite_invite(bytes).empty()) std::abort();
}

std::vector<Case> make_cases(const std::vector<System>& systems, const Corpora& corpora, TransactionRounds& rounds) {
  std::vector<Case> cases;
  const std::size_t repeats = corpora.varied.size() / corpora.same.size();
  for (const System& system : systems) {
    const std::string name(system.name);
    const auto parse = [system](Messages messages) { parse_all(system, messages); };
    cases.push_back({name, "parse", corpora.varied, parse});
    cases.push_back({name, "parse-same", corpora.same, parse, repeats});
    cases.push_back({name, "parse-invite", corpora.invites, parse});
  }
  cases.push_back({"trunkgate", "rewrite", corpora.invites, rewrite_all});
  // The calls of a round stand for the messages, which it brings itself.
  const Messages calls = Messages(corpora.invites).first(TransactionRounds::call_count);
  cases.push_back({"trunkgate", "transaction", calls, [&](Messages) { rounds.run(); }, 16});
  return cases;
}

double cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void print_row(const Case& one, const char* unit, double value) {
  std::cout << one.system << '\t' << one.name << '\t' << unit << '\t' << value << '\n';
}

/// A message that was just received is in the cache; so is each batch before it is timed.
void bring_into_cache(Messages messages) {
  unsigned sum = 0;
  for (const std::string& bytes : messages)
    for (std::size_t i = 0; i < bytes.size(); i += 32) sum += static_cast<unsigned char>(bytes[i]);
  asm volatile("" : : "r"(sum));  // wanted only for the reading of it
}

double time_once(const Case& one) {
  double sum = 0;
  for (std::size_t repeat = 0; repeat < one.repeats; ++repeat) {
    for (Messages left = one.messages; !left.empty();) {
      const Messages batch = left.first(std::min(batch_size, left.size()));
      left = left.subspan(batch.size());
      bring_into_cache(batch);
      const double begin = cpu_nanoseconds();
      one.run(batch);
      sum += cpu_nanoseconds() - begin;
    }
  }
  return sum / one.count();
}

/// All cases one after the other, again and again, so that a disturbance of the machine hits all alike.
void time_cases(std::vector<Case>& cases) {
  for (int round = 0; round < round_count; ++round)
    for (Case& one : cases) one.nanoseconds.push_back(time_once(one));
  for (Case& one : cases) {
    std::ranges::nth_element(one.nanoseconds, one.nanoseconds.begin() + round_count / 2);
    print_row(one, "ns/message", one.nanoseconds[round_count / 2]);
  }
}

void count_allocations(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    one.run_all();
    const std::size_t before = allocation_count();
    one.run_all();
    print_row(one, "allocations/message", static_cast<double>(allocation_count() - before) / one.count());
  }
}

void count_instructions(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const std::string label = one.system + " " + one.name;
    one.run(one.messages);
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    one.run(one.messages);
    CALLGRIND_DUMP_STATS_AT(label.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
    print_row(one, "messages", static_cast<double>(one.messages.size()));
  }
}

double mean_size(const std::vector<std::string>& messages) {
  const auto add = [](std::size_t sum, const std::string& one) { return sum + one.size(); };
  const std::size_t bytes = std::accumulate(messages.begin(), messages.end(), std::size_t{0}, add);
  return static_cast<double>(bytes) / static_cast<double>(messages.size());
}

int run(bool instructions) {
  std::cerr << std::fixed << std::setprecision(0);
  const std::vector<System> parsers = {trunkgate_system(), osip2_system(), sofia_sip_system(), libre_system()};
  const Corpora corpora = load_corpora(parsers);
  for (const std::string& invite : corpora.invites) {
    if (is_rewritten(rewrite_invite(invite), invite)) continue;
    std::cerr << "not rewritten as it should be:\n" << invite;
    return 1;
  }
  std::vector<System> systems = parsers;
  systems.push_back(copy_floor());
  systems.push_back(newline_floor());
  TransactionRounds rounds;
  auto cases = make_cases(systems, corpora, rounds);
  std::cerr << corpora.same.size() << " messages of " << mean_size(corpora.same) << " bytes, " << corpora.varied.size()
            << " variants of " << mean_size(corpora.varied) << ", " << corpora.invites.size() << " INVITEs of "
            << mean_size(corpora.invites) << " bytes; all systems read them alike, " << corpora.excluded
            << " left out\n";
  if (instructions) {
    count_instructions(cases);
  } else {
    time_cases(cases);
    count_allocations(cases);
  }
  return 0;
}

}  // namespace
}  // namespace trunkgate::bench

int main(int argc, char** argv) { return trunkgate::bench::run(argc == 2 && std::strcmp(argv[1], "--count") == 0); }
