// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/identify.h"

#include <algorithm>

namespace trunkgate::proxy {

PeerDirectory::PeerDirectory(const Config& config)
    : config_{&config},
      only_peer_of_zone_(config.zones.size(), no_peer),
      known_of_peer_(config.peers.size()),
      known_in_zone_(config.zones.size()) {
  std::vector<std::size_t> room_in_zone(config.zones.size());
  for (std::size_t index = 0; index < config.peers.size(); ++index) {
    const Peer& peer = config.peers[index];
    std::int32_t& only = only_peer_of_zone_[peer.zone];
    only = only == no_peer && !peer.literal ? static_cast<std::int32_t>(index) : by_address;
    known_of_peer_[index].reserve(peer_address_count_max);
    room_in_zone[peer.zone] += peer_address_count_max;
    if (peer.literal) known_of_peer_[index].push_back({*peer.literal, peer.port, static_cast<std::uint16_t>(index)});
  }
  for (std::size_t zone = 0; zone < room_in_zone.size(); ++zone) known_in_zone_[zone].reserve(room_in_zone[zone]);
  rebuild();
}

void PeerDirectory::set_addresses(std::uint16_t peer, std::span<const Endpoint> addresses) {
  if (config_->peers[peer].literal) return;
  std::vector<Known>& known = known_of_peer_[peer];
  known.clear();
  for (const Endpoint& one : addresses.first(std::min(addresses.size(), peer_address_count_max))) {
    known.push_back({one.address, one.port, peer});
  }
  rebuild();
}

void PeerDirectory::rebuild() {
  for (auto& known : known_in_zone_) known.clear();
  for (std::size_t index = 0; index < known_of_peer_.size(); ++index) {
    auto& known = known_in_zone_[config_->peers[index].zone];
    known.insert(known.end(), known_of_peer_[index].begin(), known_of_peer_[index].end());
  }
  for (auto& known : known_in_zone_) {
    std::sort(known.begin(), known.end(), [](const Known& a, const Known& b) {
      return a.address.bytes != b.address.bytes ? a.address.bytes < b.address.bytes : a.peer < b.peer;
    });
  }
}

std::optional<std::uint16_t> PeerDirectory::identify(std::uint8_t zone, const Endpoint& source) const {
  const std::int32_t only = only_peer_of_zone_[zone];
  if (only == no_peer) return std::nullopt;
  if (only != by_address) return static_cast<std::uint16_t>(only);
  const auto& known = known_in_zone_[zone];
  const auto first = std::lower_bound(known.begin(), known.end(), source.address,
                                      [](const Known& a, const IpAddress& b) { return a.address.bytes < b.bytes; });
  std::optional<std::uint16_t> same_address;
  for (auto one = first; one != known.end() && one->address == source.address; ++one) {
    if (one->port == source.port) return one->peer;
    if (!same_address) same_address = one->peer;
  }
  return same_address;
}

}  // namespace trunkgate::proxy
