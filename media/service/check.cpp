// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "media/service/address_block.h"
#include "media/service/commands.h"
#include "media/service/load.h"

namespace trunkgate::media {

int check_command(const std::string& file, std::ostream& out, std::ostream& err) {
  constexpr int exit_bad = 2;
  const LoadedConfig loaded = load_config(file);
  for (const Problem& problem : loaded.errors) err << to_string(file, problem) << "\n";
  if (!loaded.config) return exit_bad;
  out << file << ": OK\n";
  for (const ZoneConfig& zone : loaded.config->media.zones) {
    out << "  zone " << zone.name << ": " << to_string(zone.bind) << " ports " << zone.port_first << "-"
        << zone.port_last << "\n";
  }
  for (const Endpoint& local : loaded.config->ng_listen) out << "  ng: udp://" << to_string(local) << "\n";
  if (!loaded.config->admin_socket.empty()) out << "  admin: " << loaded.config->admin_socket << "\n";
  return 0;
}

}  // namespace trunkgate::media
