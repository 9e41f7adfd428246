// SPDX-License-Identifier: Apache-2.0
#include "media/session/zone.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string>

namespace trunkgate::media {

namespace {

std::optional<Address> read_literal(const std::string& text) {
  Address address = Address::v4(0, 0, 0, 0);
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data() + 12) == 1) return address;
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

SuiteList read_suites(const std::vector<std::string>& names) {
  SuiteList list;
  for (const std::string& name : names) {
    if (const auto suite = suite_from_name(name)) list.add(*suite);
  }
  return list.empty() ? SuiteList::defaults() : list;
}

}  // namespace

std::vector<Zone> read_zones(const MediaConfig& config) {
  std::vector<Zone> zones;
  for (const ZoneConfig& zone : config.zones) {
    zones.push_back({&zone, read_literal(zone.advertise).value_or(zone.bind), read_suites(zone.suites)});
  }
  return zones;
}

SdpSide sdp_side(const Zone& zone, std::uint16_t port) {
  return {zone.config->srtp, zone.suites, {zone.advertised, port}, zone.config->t38};
}

bool is_ours(std::span<const Zone> zones, const Endpoint& endpoint) {
  return std::ranges::any_of(zones, [&endpoint](const Zone& zone) {
    const bool address = endpoint.address == zone.config->bind || endpoint.address == zone.advertised;
    return address && endpoint.port >= zone.config->port_first && endpoint.port <= zone.config->port_last;
  });
}

}  // namespace trunkgate::media
