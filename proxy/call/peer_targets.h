// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "proxy/admission/cidr_set.h"
#include "proxy/call/call.h"
#include "proxy/config/config.h"
#include "proxy/route/identify.h"

namespace trunkgate::proxy {

/// Where requests go: the addresses behind each peer's name, and the next hop of a dialog. One per core.
class PeerTargets {
 public:
  /// `config` outlives it. Peers written as an address literal are known from the start.
  explicit PeerTargets(const Config& config);

  /// What the edge resolved, best first; cut at peer_address_count_max.
  void set_addresses(std::uint16_t peer, std::span<const Endpoint> addresses);
  [[nodiscard]] std::size_t address_count(std::uint16_t peer) const { return addresses_[peer].size(); }

  /// The flow for a new request to the peer's `index`-th address.
  [[nodiscard]] Flow flow_to(std::uint16_t peer, std::size_t index) const;
  [[nodiscard]] bool reliable(const Flow& flow) const;

  /// The flow for a request within the leg's dialog (RFC 3261 §12.2.1.1, §18.1.1). A live connection is kept; else the
  /// next hop's URI decides when it is an address that the zone allows; else where the peer spoke from last. A host
  /// name in a Contact or Route is never looked up: only configured names are.
  [[nodiscard]] Flow flow_in_dialog(const Leg& leg) const { return flow_in_dialog(leg, leg.dialog); }
  /// The same for one of the leg's early dialogs.
  [[nodiscard]] Flow flow_in_dialog(const Leg& leg, const sip::Dialog& dialog) const {
    return flow_to_next_hop(leg, dialog.next_hop_uri());
  }
  /// The same for a dialog that the leg does not keep: `uri` is its first Route or remote target.
  [[nodiscard]] Flow flow_to_next_hop(const Leg& leg, std::string_view uri) const;

  /// Which peer a source is.
  [[nodiscard]] std::optional<std::uint16_t> identify(std::uint8_t zone, const Endpoint& source) const {
    return directory_.identify(zone, source);
  }

 private:
  [[nodiscard]] std::optional<Flow> flow_to_uri(const Leg& leg, std::string_view uri) const;
  [[nodiscard]] std::optional<std::uint8_t> listener_for(const Leg& leg, Transport transport) const;

  const Config* config_;
  PeerDirectory directory_;
  std::vector<std::vector<Endpoint>> addresses_;
  std::vector<CidrSet> allow_;
};

}  // namespace trunkgate::proxy
