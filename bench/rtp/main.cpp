// SPDX-License-Identifier: Apache-2.0
// rtp_bench: one run of one server at one kind of work. Speaks G.711 through it, checks every octet that comes out,
// reads what the server's process costs, and prints "unit<tab>value" lines for measure.py.
#include <sys/prctl.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "bench/rtp/call_load.h"
#include "bench/rtp/options.h"
#include "bench/rtp/process_cost.h"
#include "media/srtp/primitives.h"

namespace trunkgate::bench {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds warm_up{1};
constexpr std::size_t first_calls = 8;  // they make the server take what it needs once, not per call
constexpr std::size_t settling_calls = 2500;

void print(std::string_view unit, double value) { std::cout << unit << '\t' << value << '\n'; }

std::unique_ptr<Server> make_server(const Options& options) {
  if (options.ng.sin_port == 0) return std::make_unique<BareRelay>(options.inside, options.outside, options.relay_port);
  return std::make_unique<NgServer>(options.ng, sockaddr_in{AF_INET, 0, options.parties.caller, {}});
}

/// The value that `share` of all are below.
double quantile_us(std::vector<std::uint32_t>& delays_ns, double share) {
  if (delays_ns.empty()) return 0;
  const auto at = delays_ns.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(delays_ns.size() - 1));
  std::ranges::nth_element(delays_ns, at);
  return *at / 1000.0;
}

void print_figures(Figures& figures, const ProcessCost& before, const ProcessCost& after) {
  const auto received = static_cast<double>(figures.received);
  print("us/packet", (after.cpu_us - before.cpu_us) / received);
  print("user-us/packet", (after.user_us - before.user_us) / received);
  print("system-us/packet", (after.system_us - before.system_us) / received);
  print("us-delay-p50", quantile_us(figures.delays_ns, 0.5));
  print("us-delay-p99", quantile_us(figures.delays_ns, 0.99));
  print("us-delay-max", quantile_us(figures.delays_ns, 1));
  print("packets", static_cast<double>(figures.sent));
  print("lost", static_cast<double>(figures.sent) - received);
  print("reordered", static_cast<double>(figures.reordered));
  print("unsound", static_cast<double>(figures.unsound));
}

/// Audio, and what a call with audio keeps in memory.
void measure_audio(const Options& options, Server& server) {
  Traffic traffic(options.parties);
  traffic.set_up(server, first_calls, options.secure);
  traffic.release(server);
  const double memory_before = ProcessCost::of(options.server).memory_kb;
  traffic.set_up(server, options.streams, options.secure);
  std::vector<ProcessCost> costs;
  Figures figures = traffic.speak(warm_up, options.seconds, [&] { costs.push_back(ProcessCost::of(options.server)); });
  print_figures(figures, costs[0], costs[1]);
  print("kB/call", (costs[1].memory_kb - memory_before) / static_cast<double>(options.streams));
  traffic.release(server);
}

/// What `load` costs the server, as many calls at a time as have audio above.
void measure_calls(const Options& options, CallLoad load, const std::string& prefix) {
  double set_up_us = 0;
  double release_us = 0;
  std::size_t calls = 0;
  for (; calls < options.calls; calls += options.streams) {
    const double begin = ProcessCost::of(options.server).cpu_us;
    load.set_up(options.streams);
    const double middle = ProcessCost::of(options.server).cpu_us;
    load.release(options.streams);
    set_up_us += middle - begin;
    release_us += ProcessCost::of(options.server).cpu_us - middle;
  }
  print(prefix + "us-set-up/call", set_up_us / static_cast<double>(calls));
  print(prefix + "us-release/call", release_us / static_cast<double>(calls));
  print(prefix + "us/call", (set_up_us + release_us) / static_cast<double>(calls));
}

/// Set-up and release, on a server that has had calls before: tables have grown, ports have been used and have rested.
void measure_calls(const Options& options) {
  CallLoad before(options.ng, options.parties, options.secure, CallLoad::busy);
  for (std::size_t calls = 0; calls < settling_calls; calls += options.streams) {
    before.set_up(options.streams);
    before.release(options.streams);
  }
  measure_calls(options, {options.ng, options.parties, options.secure, CallLoad::quiet}, "");
  measure_calls(options, {options.ng, options.parties, options.secure, CallLoad::busy}, "busy-");
}

int run(const Options& options) {
  prctl(PR_SET_TIMERSLACK, 1);  // or the kernel lets packets gather for 50 µs
  media::install_fast_primitives();
  const auto server = make_server(options);
  measure_audio(options, *server);
  if (options.calls > 0) measure_calls(options);
  return 0;
}

}  // namespace
}  // namespace trunkgate::bench

int main(int argc, char** argv) {
  const auto options = trunkgate::bench::Options::read(argc, argv);
  if (options) return trunkgate::bench::run(*options);
  std::cerr << trunkgate::bench::usage;
  return 2;
}
