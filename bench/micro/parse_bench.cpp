// SPDX-License-Identifier: Apache-2.0
// sip::Message::parse over the realistic messages of tests/data/messages, beside two floors: copying the bytes, and
// finding the line ends with memchr.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "sip/limits.h"
#include "sip/message/message.h"
#include "tests/sip/support/corpus.h"

namespace trunkgate::sip {
namespace {

const std::vector<CorpusMessage>& messages() {
  static const std::vector<CorpusMessage> loaded = [] {
    auto all = corpus();
    if (all.empty()) std::abort();
    return all;
  }();
  return loaded;
}

/// Every iteration handles every message once.
template <class Step>
void time_messages(benchmark::State& state, Step step) {
  std::size_t bytes = 0;
  for (const CorpusMessage& message : messages()) bytes += message.bytes.size();
  for (auto _ : state) {
    for (const CorpusMessage& message : messages()) step(message.bytes);
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
  state.counters["per_message"] = benchmark::Counter(rounds * static_cast<double>(messages().size()),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void parse(benchmark::State& state) {
  Message message;
  time_messages(state, [&](const std::string& bytes) {
    if (message.parse(bytes) != ParseError::none) std::abort();
    benchmark::DoNotOptimize(message);
  });
}

void copy_floor(benchmark::State& state) {
  std::array<char, message_size_max> copy;
  time_messages(state, [&](const std::string& bytes) {
    std::memcpy(copy.data(), bytes.data(), bytes.size());
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  });
}

void newline_floor(benchmark::State& state) {
  time_messages(state, [](const std::string& bytes) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    std::size_t lines = 0;
    while (const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
      at = static_cast<const char*>(found) + 1;
      ++lines;
    }
    benchmark::DoNotOptimize(lines);
  });
}

BENCHMARK(parse)->Name("sip/parse");
BENCHMARK(copy_floor)->Name("sip/floor_memcpy");
BENCHMARK(newline_floor)->Name("sip/floor_newline");

}  // namespace
}  // namespace trunkgate::sip
