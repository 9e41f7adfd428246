// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace trunkgate::proxy {

/// Where in the file the parts of a Config stand, for the messages of validate. 0: not written.
struct ZoneLines {
  std::uint32_t zone = 0;
  std::uint32_t advertise = 0;
  std::uint32_t tls = 0;
  std::uint32_t media = 0;
  std::uint32_t media_address = 0;
  std::uint32_t media_ports = 0;
  std::uint32_t allow = 0;
  bool sip_good = false;    ///< all listeners were readable: a missing one is really missing
  bool allow_good = false;  ///< all entries were readable
};

struct PeerLines {
  std::uint32_t peer = 0;
  std::uint32_t address = 0;
  bool zone_good = false;     ///< Peer::zone names a zone
  bool address_good = false;  ///< host, port and transport were readable
};

struct SourceLines {
  std::vector<ZoneLines> zones;          ///< beside Config::zones
  std::vector<std::uint32_t> listeners;  ///< beside Config::listeners
  std::vector<PeerLines> peers;          ///< beside Config::peers
  std::uint32_t http_listen = 0;
};

}  // namespace trunkgate::proxy
