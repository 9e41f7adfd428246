// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/cidr.h"
#include "proxy/config/validate_parts.h"

namespace trunkgate::proxy {
namespace {

constexpr std::chrono::seconds twilio_options_every_min{10};

bool is_twilio(const Peer& peer) { return peer.host == "twilio.com" || peer.host.ends_with(".twilio.com"); }

/// Messages to a peer leave from a socket of its zone; without one of the same transport there is no way to it.
void settle_listener(const Config& config, Peer& peer, const PeerLines& lines, const ZoneLines& zone_lines,
                     Problems& problems) {
  for (std::size_t index = 0; index < config.listeners.size(); ++index) {
    const Listener& listener = config.listeners[index];
    if (listener.zone != peer.zone || listener.transport != peer.transport) continue;
    peer.listener = static_cast<std::uint8_t>(index);
    return;
  }
  if (!zone_lines.sip_good) return;
  const std::string transport{to_string(peer.transport)};
  problems.error(lines.address,
                 "peer " + peer.name + " speaks " + transport + ", but zone " + config.zones[peer.zone].name +
                     " has no " + transport + " listener",
                 "write " + transport + "://ADDRESS:" + (peer.transport == Transport::tls ? "5061" : "5060") +
                     " in sip: of the zone, or ;transport= in the peer's address");
}

void validate_literal(const Config& config, const Peer& peer, const PeerLines& lines, const ZoneLines& zone_lines,
                      Problems& problems) {
  const Zone& zone = config.zones[peer.zone];
  const bool allowed = std::any_of(zone.allow.begin(), zone.allow.end(),
                                   [&](const CidrBlock& block) { return contains(block, *peer.literal); });
  if (zone_lines.allow_good && !allowed) {
    problems.error(lines.address,
                   "peer " + peer.name + " at " + peer.host + " is not in allow of zone " + zone.name +
                       ", so its messages would be dropped",
                   "add " + peer.host + " to allow: of the zone, or correct the address");
  }
  if (peer.transport == Transport::tls && zone.tls && zone.tls->verify_peer) {
    problems.warning(lines.address,
                     "peer " + peer.name + " is dialled by address, so its certificate must name " + peer.host,
                     "write the host name that its certificate carries");
  }
}

void validate_twilio(const Peer& peer, const PeerLines& lines, Problems& problems) {
  if (peer.options_every.count() != 0 && peer.options_every < twilio_options_every_min) {
    problems.warning(lines.peer, "Twilio may ban a source that sends OPTIONS more often than every 10 seconds",
                     "write health: {options_every: 30s}");
  }
  if (peer.port == 5060 && peer.transport == Transport::tls) {
    problems.warning(lines.address, "Twilio takes TLS on port 5061, not 5060", "write no port, or :5061");
  }
}

bool same_place(const Peer& a, const Peer& b) {
  const auto port = [](const Peer& peer) {
    return peer.port != 0 ? peer.port : peer.transport == Transport::tls ? 5061 : 5060;
  };
  return a.zone == b.zone && a.host == b.host && port(a) == port(b) && a.transport == b.transport;
}

void validate_difference(const Config& config, const SourceLines& lines, std::size_t later, Problems& problems) {
  for (std::size_t earlier = 0; earlier < later; ++earlier) {
    const bool comparable = lines.peers[earlier].zone_good && lines.peers[earlier].address_good;
    if (!comparable || !same_place(config.peers[earlier], config.peers[later])) continue;
    problems.warning(lines.peers[later].address,
                     "peers " + config.peers[earlier].name + " and " + config.peers[later].name +
                         " have the same address: calls from there count as " + config.peers[earlier].name,
                     "give them different addresses or ports, or join them");
  }
}

bool same_or_wider(const Route& earlier, const Route& later) {
  return earlier.from == later.from && (earlier.match == "*" || earlier.match == later.match);
}

}  // namespace

void validate_peers(Config& config, const SourceLines& lines, Problems& problems) {
  for (std::size_t index = 0; index < config.peers.size(); ++index) {
    Peer& peer = config.peers[index];
    const PeerLines& at = lines.peers[index];
    if (!at.zone_good || !at.address_good) continue;
    const ZoneLines& zone_lines = lines.zones[peer.zone];
    settle_listener(config, peer, at, zone_lines, problems);
    if (peer.literal) validate_literal(config, peer, at, zone_lines, problems);
    if (is_twilio(peer)) validate_twilio(peer, at, problems);
    validate_difference(config, lines, index, problems);
  }
}

void validate_routes(const Config& config, const SourceLines&, Problems& problems) {
  for (std::size_t later = 0; later < config.routes.size(); ++later) {
    const Route& route = config.routes[later];
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (!same_or_wider(config.routes[earlier], route)) continue;
      problems.warning(route.line,
                       "this route is never reached: the one in line " + std::to_string(config.routes[earlier].line) +
                           " takes the same calls first",
                       "put this one above it, or delete it");
      break;
    }
    if (std::find(route.to.begin(), route.to.end(), route.from) != route.to.end()) {
      problems.warning(route.line, "this route sends calls back to the peer that they come from",
                       "name another peer in to:, unless that is meant");
    }
  }
}

}  // namespace trunkgate::proxy
