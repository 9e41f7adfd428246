// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "proxy/admission/cidr_set.h"
#include "proxy/admission/source_table.h"
#include "proxy/config/config.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

enum class Verdict : std::uint8_t {
  accept,       ///< go on to parse
  not_listed,   ///< not in the zone's allow-list: no answer on UDP, close before any byte on TCP and TLS
  rate_limited  ///< listed, but above its rate: drop without an answer
};
[[nodiscard]] std::string_view to_string(Verdict verdict);  ///< for metric labels: "accept", "not_listed", …

/// The first look at whatever arrives, before any parse: may this source speak to this listener at all, and is it
/// within its rate. One per worker; not thread-safe. Allocates at construction only.
class Gate {
 public:
  /// `config` is read here and not kept. `seed` makes the source table unguessable.
  Gate(const Config& config, std::uint64_t seed);

  /// One datagram, one message of a stream, or one new connection. `listener`: index into Config::listeners.
  [[nodiscard]] Verdict admit(sip::Instant now, std::uint8_t listener, const IpAddress& source);
  /// The allow-list alone, at no token's cost: whether to accept a connection.
  [[nodiscard]] bool listed(std::uint8_t listener, const IpAddress& source) const;

 private:
  struct ZoneGate {
    CidrSet allow;
    Rate rate;
  };
  std::vector<ZoneGate> zones_;
  std::vector<std::uint8_t> zone_of_listener_;
  SourceTable sources_;
};

}  // namespace trunkgate::proxy
