// SPDX-License-Identifier: Apache-2.0
// A configuration file: a configuration or reasons why not, never both; and what is good can be asked for routes.
#include <algorithm>
#include <string>

#include "proxy/config/load.h"
#include "proxy/route/explain.h"
#include "proxy/route/limit.h"
#include "tests/fuzz/input.h"

namespace trunkgate::fuzz {
namespace {

void check_problems(const std::vector<proxy::Problem>& problems, std::size_t lines) {
  require(problems.size() <= proxy::problem_count_max, "problems are bounded");
  for (const proxy::Problem& problem : problems) {
    require(problem.line <= lines, "a problem stands in a line that is there");
    require(!problem.what.empty() && !problem.write.empty(), "a problem says what is wrong and what to write");
    require(!proxy::to_string("file", problem).empty(), "a problem can be printed");
  }
}

void check_config(const proxy::Config& config) {
  require(!config.zones.empty() && !config.listeners.empty(), "a good configuration has zones and listeners");
  for (const proxy::Listener& listener : config.listeners)
    require(listener.zone < config.zones.size(), "a listener belongs to a zone");
  for (const proxy::Peer& peer : config.peers) {
    require(peer.zone < config.zones.size(), "a peer belongs to a zone");
    require(peer.listener < config.listeners.size(), "a peer is spoken to from a listener");
  }
  proxy::PeerLimiter limiter(config);
  for (std::uint16_t peer = 0; peer < config.peers.size(); ++peer) {
    static_cast<void>(limiter.start_call(sip::Instant(std::chrono::hours(1)), peer));
    for (const char* number : {"0912345678", "+886912345678", "*97", "1"})
      require(!proxy::explain_route(config, peer, number).text.empty(), "a route can be explained");
  }
}

void run(std::string_view text) {
  const auto loaded = proxy::load_config_text(text, "file.yaml", proxy::NamedFiles::skip);
  require(loaded.config.has_value() == loaded.errors.empty(), "a configuration, or reasons why not");
  const auto breaks =
      static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c == '\n' || c == '\r'; }));
  check_problems(loaded.errors, breaks + 1);
  check_problems(loaded.warnings, breaks + 1);
  if (loaded.config) check_config(*loaded.config);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
