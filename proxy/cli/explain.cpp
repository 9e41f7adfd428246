// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/explain.h"

#include <algorithm>
#include <ostream>

#include "proxy/config/load.h"
#include "proxy/route/explain.h"

namespace trunkgate::proxy {
namespace {

constexpr int exit_routed = 0;
constexpr int exit_not_routed = 1;
constexpr int exit_bad = 2;

int unknown_peer(const Config& config, const std::string& name, std::ostream& err) {
  std::vector<std::string_view> names;
  for (const Peer& peer : config.peers) names.push_back(peer.name);
  err << "no peer is called \"" << name << "\"; write --from " << join_choices(names) << "\n";
  return exit_bad;
}

}  // namespace

int explain_command(const std::string& file, const std::string& from, const std::string& number, std::ostream& out,
                    std::ostream& err) {
  const LoadedConfig loaded = load_config(file, NamedFiles::skip);  // a dry run needs no secret
  for (const Problem& problem : loaded.errors) err << to_string(file, problem) << "\n";
  if (!loaded.config) return exit_bad;
  const auto& peers = loaded.config->peers;
  const auto peer = std::find_if(peers.begin(), peers.end(), [&](const Peer& one) { return one.name == from; });
  if (peer == peers.end()) return unknown_peer(*loaded.config, from, err);
  const auto called = called_number(number);
  if (!called) {
    err << "\"" << number << "\" is no number; write --to NUMBER of at most " << number_size_max << " characters\n";
    return exit_bad;
  }
  const auto index = static_cast<std::uint16_t>(peer - peers.begin());
  const Explanation explanation = explain_route(*loaded.config, index, called->view());
  out << explanation.text;
  return explanation.decision.outcome == RouteOutcome::found ? exit_routed : exit_not_routed;
}

}  // namespace trunkgate::proxy
