// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/check.h"

#include <ostream>

#include "proxy/config/load.h"

namespace trunkgate::proxy {
namespace {

constexpr int exit_good = 0;
constexpr int exit_bad = 2;

std::string count(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string{noun} + (number == 1 ? "" : "s");
}

void summarise(const Config& config, std::ostream& out) {
  out << "  " << count(config.zones.size(), "zone") << ", " << count(config.peers.size(), "peer") << ", "
      << count(config.routes.size(), "route") << ", " << count(config.workers, "worker") << "\n";
  for (std::size_t index = 0; index < config.zones.size(); ++index) {
    const Zone& zone = config.zones[index];
    out << "  zone " << zone.name << ":";
    for (const Listener& listener : config.listeners) {
      if (listener.zone == index) out << " " << to_string(listener.transport) << "://" << to_string(listener.local);
    }
    out << ", media " << to_string(zone.media->address) << " ports " << zone.media->ports.first << "-"
        << zone.media->ports.last << ", " << count(zone.allow.size(), "allowed block") << "\n";
  }
  if (!config.media_anchors.empty()) out << "  media anchors:";
  for (const std::string& anchor : config.media_anchors) out << " " << anchor;
  if (!config.media_anchors.empty()) out << "\n";
  for (const Peer& peer : config.peers) {
    out << "  peer " << peer.name << ": " << to_string(peer.transport) << " to " << peer.host << " in zone "
        << config.zones[peer.zone].name << "\n";
  }
}

}  // namespace

int check_command(const std::string& file, std::ostream& out, std::ostream& err, NamedFiles files) {
  const LoadedConfig loaded = load_config(file, files);
  for (const Problem& problem : loaded.errors) err << to_string(file, problem) << "\n";
  if (!loaded.config) {
    err << file << ": " << count(loaded.errors.size(), "error")
        << (loaded.errors.size() == problem_count_max ? ", perhaps more" : "") << "\n";
    return exit_bad;
  }
  out << file << ": OK\n";
  summarise(*loaded.config, out);
  for (const Problem& problem : loaded.warnings) out << "warning: " << to_string(file, problem) << "\n";
  return exit_good;
}

}  // namespace trunkgate::proxy
