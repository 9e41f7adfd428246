// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "media/address.h"
#include "media/limits.h"

namespace trunkgate::media {

/// The anchor's configuration as plain values. The proxy fills it from its file; the media worker reads it only.

enum class SrtpPolicy : std::uint8_t {
  off,       ///< RTP/AVP only
  optional,  ///< what the other side speaks
  required   ///< RTP/SAVP with SDES only
};

/// Fax lines, m=image <port> udptl t38 (RFC 3362).
enum class T38Policy : std::uint8_t {
  refuse,  ///< they get port 0
  pass     ///< relayed between two zones that both say so
};

/// One security zone, seen from the media side. Its index in MediaConfig::zones is the ZoneIndex of media/control.h.
struct ZoneConfig {
  std::string name;
  Address bind;                  ///< local address of the sockets
  std::string advertise;         ///< literal written into c= and o= (1:1 NAT); empty: `bind`
  std::uint16_t port_first = 0;  ///< UDP; an odd first port is left unused
  std::uint16_t port_last = 0;   ///< included
  SrtpPolicy srtp = SrtpPolicy::off;
  std::vector<std::string> suites;   ///< SDES names (RFC 4568 §6.2), best first; empty: our default order
  std::vector<CidrBlock> allow;      ///< who may send RTP without being named in SDP; empty: nobody
  std::chrono::seconds timeout{60};  ///< no packet from either side for so long: media_timeout
  /// Nothing sent to a side's RTP port for so long: an RTP packet of our own (RFC 6263 §4.6); 0: never. A third of the
  /// 60 s after which Twilio ends a call, so that two may be lost.
  std::chrono::seconds keepalive{20};
  T38Policy t38 = T38Policy::refuse;  ///< with `srtp: required` none passes: UDPTL has no encryption

  friend bool operator==(const ZoneConfig&, const ZoneConfig&) = default;
};

struct MediaConfig {
  std::vector<ZoneConfig> zones;
  std::uint8_t workers = 1;  ///< threads; each owns an equal, disjoint share of every zone's ports
  bool realtime = true;      ///< they run in the real-time class where that is permitted
  /// Pairs per zone and worker whose sockets stay open from call to call.
  std::size_t open_pairs_kept = open_pairs_kept_max;
  /// RTP ports per worker that may have a second socket, connected to the party they send to.
  std::size_t connected_sockets = connected_sockets_max;
};

}  // namespace trunkgate::media
