// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// A PBX inside; a trunk and a spare one outside, known by name; their routes as in the contract's example.
inline Config small_house() {
  Config config;
  config.zones.resize(2);
  config.zones[0].name = "corporate";
  config.zones[1].name = "twilio";
  config.listeners = {{0, Transport::udp, {*parse_ip("10.0.0.2"), 5060}},
                      {1, Transport::tls, {*parse_ip("192.0.2.10"), 5061}}};
  config.peers.resize(3);
  Peer& pbx = config.peers[0];
  pbx.name = "pbx";
  pbx.host = "10.0.0.5";
  pbx.port = 5060;
  pbx.literal = parse_ip("10.0.0.5");
  for (std::size_t index : {1u, 2u}) {
    Peer& trunk = config.peers[index];
    trunk.name = index == 1 ? "twilio" : "spare";
    trunk.zone = 1;
    trunk.listener = 1;
    trunk.host = trunk.name + ".example";
    trunk.transport = Transport::tls;
  }
  config.peers[1].limits = {2, 5};
  config.peers[1].auth = PeerAuth{"corp", Secret{"hunter2-hunter2"}};
  config.routes = {{0, "0[1-9]*", 1, "+886", {1, 2}, 31}, {0, "+*", 0, "", {1}, 32}, {1, "*", 0, "", {0}, 33}};
  config.routes.push_back({0, "99", 2, "", {1}, 34});
  return config;
}

}  // namespace trunkgate::proxy
