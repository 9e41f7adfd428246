// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/peer_targets.h"

#include <algorithm>

#include "sip/header/uri.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

namespace {

std::uint16_t default_port(Transport transport) { return transport == Transport::tls ? 5061 : 5060; }

/// RFC 3261 §26.2.2 and §19.1.1: sips means TLS; without a transport parameter UDP.
std::optional<Transport> transport_of(const sip::Uri& uri) {
  if (uri.is_sips()) return Transport::tls;
  const std::string_view name = uri.transport();
  if (name.empty() || sip::equal_ignoring_case(name, "udp")) return Transport::udp;
  if (sip::equal_ignoring_case(name, "tcp")) return Transport::tcp;
  if (sip::equal_ignoring_case(name, "tls")) return Transport::tls;
  return std::nullopt;
}

}  // namespace

PeerTargets::PeerTargets(const Config& config) : config_(&config), directory_(config), addresses_(config.peers.size()) {
  for (const Zone& zone : config.zones) allow_.emplace_back(zone.allow);
  for (std::uint16_t peer = 0; peer < config.peers.size(); ++peer) {
    addresses_[peer].reserve(peer_address_count_max);
    const Peer& configured = config.peers[peer];
    if (!configured.literal) continue;
    const std::uint16_t port = configured.port != 0 ? configured.port : default_port(configured.transport);
    const Endpoint endpoint{*configured.literal, port};
    set_addresses(peer, {&endpoint, 1});
  }
}

void PeerTargets::set_addresses(std::uint16_t peer, std::span<const Endpoint> addresses) {
  const std::size_t count = std::min(addresses.size(), peer_address_count_max);
  addresses_[peer].assign(addresses.begin(), addresses.begin() + static_cast<std::ptrdiff_t>(count));
  directory_.set_addresses(peer, addresses_[peer]);
}

bool PeerTargets::reliable(const Flow& flow) const {
  return config_->listeners[flow.listener].transport != Transport::udp;
}

Flow PeerTargets::flow_to(std::uint16_t peer, std::size_t index) const {
  const Peer& configured = config_->peers[peer];
  const Endpoint& endpoint = addresses_[peer][index];
  if (configured.transport == Transport::udp) return Flow::udp(configured.listener, endpoint);
  return Flow::dial(configured.listener, endpoint, peer);
}

Flow PeerTargets::flow_to_next_hop(const Leg& leg, std::string_view uri) const {
  if (leg.flow.is_connection()) return leg.flow;
  if (auto flow = flow_to_uri(leg, uri)) return *flow;
  if (!reliable(leg.flow) || leg.flow.is_dial()) return leg.flow;
  return Flow::dial(leg.listener, leg.flow.remote(), leg.peer);
}

std::optional<Flow> PeerTargets::flow_to_uri(const Leg& leg, std::string_view text) const {
  const auto uri = sip::Uri::parse(text);
  if (!uri) return std::nullopt;
  const auto transport = transport_of(*uri);
  const auto address = parse_ip(uri->host);
  // An address that the zone does not allow is either private to the peer (Twilio's Contact) or hostile.
  if (!transport || !address || !allow_[leg.zone].contains(*address)) return std::nullopt;
  const auto listener = listener_for(leg, *transport);
  if (!listener) return std::nullopt;
  const Endpoint endpoint{*address, uri->port != 0 ? uri->port : default_port(*transport)};
  if (*transport == Transport::udp) return Flow::udp(*listener, endpoint);
  return Flow::dial(*listener, endpoint, leg.peer);
}

std::optional<std::uint8_t> PeerTargets::listener_for(const Leg& leg, Transport transport) const {
  const auto& listeners = config_->listeners;
  if (listeners[leg.listener].transport == transport) return leg.listener;
  for (std::size_t i = 0; i < listeners.size(); ++i)
    if (listeners[i].zone == leg.zone && listeners[i].transport == transport) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

}  // namespace trunkgate::proxy
