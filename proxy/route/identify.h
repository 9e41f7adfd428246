// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "proxy/config/config.h"
#include "proxy/route/limits.h"

namespace trunkgate::proxy {

/// Which configured peer a source is. Asked only about sources that the zone's allow-list has passed. One per worker.
class PeerDirectory {
 public:
  /// `config` outlives the directory. Allocates here only.
  explicit PeerDirectory(const Config& config);

  /// The addresses that the peer's name stands for now; the first peer_address_count_max count. A peer written as an
  /// address literal needs none.
  void set_addresses(std::uint16_t peer, std::span<const Endpoint> addresses);

  /// By zone, then address and port, then address alone (connections come from ephemeral ports). In a zone whose one
  /// peer is written by name every allowed source is that peer: Twilio sends from many addresses that its names do not
  /// resolve to. A peer written by address is that address alone: the rest of a company's network is no PBX.
  [[nodiscard]] std::optional<std::uint16_t> identify(std::uint8_t zone, const Endpoint& source) const;

 private:
  struct Known {
    IpAddress address;
    std::uint16_t port = 0;
    std::uint16_t peer = 0;
  };
  static constexpr std::int32_t no_peer = -1;
  static constexpr std::int32_t by_address = -2;

  void rebuild();

  const Config* config_;
  std::vector<std::int32_t> only_peer_of_zone_;    ///< its index, no_peer or by_address
  std::vector<std::vector<Known>> known_of_peer_;  ///< as given
  std::vector<std::vector<Known>> known_in_zone_;  ///< sorted by address, then peer
};

}  // namespace trunkgate::proxy
