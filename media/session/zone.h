// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "media/config.h"
#include "media/sdp/negotiate.h"

namespace trunkgate::media {

/// A configured zone with its texts read once: what sessions need of it.
struct Zone {
  const ZoneConfig* config = nullptr;
  Address advertised;  ///< in SDP; `bind` when the configuration names none
  SuiteList suites;    ///< unknown names are left out; none known: the defaults
};

/// `config` is borrowed for the life of the result.
[[nodiscard]] std::vector<Zone> read_zones(const MediaConfig& config);

/// What SDP says of one side of a session in `zone` whose RTP port is `port`.
[[nodiscard]] SdpSide sdp_side(const Zone& zone, std::uint16_t port);

/// One of our own media ports, bound or advertised: sending there would loop.
[[nodiscard]] bool is_ours(std::span<const Zone> zones, const Endpoint& endpoint);

}  // namespace trunkgate::media
