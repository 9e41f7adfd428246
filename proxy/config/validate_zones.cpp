// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/validate_parts.h"

namespace trunkgate::proxy {
namespace {

/// TLS runs on TCP: the two share the ports of the machine.
bool same_port_space(Transport a, Transport b) { return (a == Transport::udp) == (b == Transport::udp); }

bool addresses_collide(const IpAddress& a, const IpAddress& b) {
  return a == b || a.is_unspecified() || b.is_unspecified();
}

bool listeners_collide(const Listener& a, const Listener& b) {
  return same_port_space(a.transport, b.transport) && a.local.port == b.local.port &&
         addresses_collide(a.local.address, b.local.address);
}

bool has_tls_listener(const Config& config, std::size_t zone) {
  return std::any_of(config.listeners.begin(), config.listeners.end(), [&](const Listener& listener) {
    return listener.zone == zone && listener.transport == Transport::tls;
  });
}

/// A range of one local address that another user of the same address also claims.
bool ranges_collide(const ZoneMedia& a, const ZoneMedia& b) {
  return a.address == b.address && a.ports.first <= b.ports.last && b.ports.first <= a.ports.last;
}

std::string range_text(const ZoneMedia& media) {
  return to_string(media.address) + " ports " + std::to_string(media.ports.first) + "-" +
         std::to_string(media.ports.last);
}

void validate_media_against_listeners(const Config& config, std::size_t zone, const SourceLines& lines,
                                      Problems& problems) {
  const ZoneMedia& media = *config.zones[zone].media;
  for (const Listener& listener : config.listeners) {
    const bool inside = listener.local.port >= media.ports.first && listener.local.port <= media.ports.last;
    if (listener.transport != Transport::udp || !inside) continue;
    if (!addresses_collide(listener.local.address, media.address)) continue;
    problems.error(lines.zones[zone].media_ports,
                   "the media of zone " + config.zones[zone].name + " (" + range_text(media) +
                       ") covers the SIP listener " + listener_text(listener),
                   "choose ports that leave out " + std::to_string(listener.local.port));
  }
}

}  // namespace

void validate_listeners(const Config& config, const SourceLines& lines, Problems& problems) {
  for (std::size_t later = 0; later < config.listeners.size(); ++later) {
    const Listener& listener = config.listeners[later];
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (!listeners_collide(config.listeners[earlier], listener)) continue;
      problems.error(lines.listeners[later],
                     listener_text(listener) + " collides with " + listener_text(config.listeners[earlier]) +
                         " of zone " + config.zones[config.listeners[earlier].zone].name,
                     "give one of them another address or port");
      break;
    }
    const Zone& zone = config.zones[listener.zone];
    if (listener.local.address.is_unspecified() && zone.advertise.empty()) {
      problems.error(lines.listeners[later],
                     listener_text(listener) + " listens on every address, so zone " + zone.name +
                         " has none to put into Via and Contact",
                     "write advertise: HOST in the zone, or listen on one address");
    }
  }
}

void validate_zone_tls(const Config& config, const SourceLines& lines, Problems& problems) {
  for (std::size_t index = 0; index < config.zones.size(); ++index) {
    const Zone& zone = config.zones[index];
    const bool listens = has_tls_listener(config, index);
    if (listens && !zone.tls) {
      const auto first = std::find_if(config.listeners.begin(), config.listeners.end(), [&](const Listener& one) {
        return one.zone == index && one.transport == Transport::tls;
      });
      const auto line = lines.listeners[static_cast<std::size_t>(first - config.listeners.begin())];
      problems.error(line, listener_text(*first) + " has no certificate: zone " + zone.name + " has no tls:",
                     "write tls: {certificate: FILE, key: FILE} in the zone");
    } else if (zone.tls && !listens && lines.zones[index].sip_good) {
      problems.warning(lines.zones[index].tls, "tls in zone " + zone.name + " has no effect without a tls:// listener",
                       "write tls://ADDRESS:5061 in its sip list, or delete tls:");
    } else if (zone.tls && !zone.tls->verify_peer) {
      problems.warning(lines.zones[index].tls, "zone " + zone.name + " does not verify certificates of its peers",
                       "write verify_peer: true, and ca: FILE for a private authority");
    }
  }
}

void validate_zone_allow(const Config& config, const SourceLines& lines, Problems& problems) {
  for (std::size_t index = 0; index < config.zones.size(); ++index) {
    const Zone& zone = config.zones[index];
    const bool everybody = std::any_of(zone.allow.begin(), zone.allow.end(), [](const CidrBlock& block) {
      return block.prefix == 0 || (block.network.is_v4() && block.prefix == 96);
    });
    if (!everybody) continue;
    problems.warning(lines.zones[index].allow, "zone " + zone.name + " allows the whole internet",
                     "write the addresses of its peers, or a preset such as \"twilio:all\"");
  }
}

void validate_media(const Config& config, const SourceLines& lines, Problems& problems) {
  for (std::size_t later = 0; later < config.zones.size(); ++later) {
    if (!config.zones[later].media) continue;
    const ZoneMedia& media = *config.zones[later].media;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const auto& other = config.zones[earlier].media;
      if (!other || !ranges_collide(*other, media)) continue;
      problems.error(lines.zones[later].media_ports,
                     "the media of zone " + config.zones[later].name + " (" + range_text(media) +
                         ") overlaps that of zone " + config.zones[earlier].name + " (" + range_text(*other) + ")",
                     "give each zone ports or an address of its own");
    }
    validate_media_against_listeners(config, later, lines, problems);
  }
}

}  // namespace trunkgate::proxy
