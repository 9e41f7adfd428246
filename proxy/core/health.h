// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "proxy/call/environment.h"

namespace trunkgate::proxy {

/// OPTIONS to every peer that has `health.options_every`, RFC 3261 §11. A peer is down after health_misses_max checks
/// without an answer in a row; 408 and 503 count as none, any other final response says that it is there (as CUCM
/// judges its own trunks). One per core.
class Health {
 public:
  explicit Health(Environment& environment);

  void on_deadline(sip::Instant now);
  /// The answer to a check, or its loss; `user` as given to the layer.
  void on_result(std::uint64_t user, bool alive);
  [[nodiscard]] sip::Instant deadline() const;

  /// Marks a transaction's user as a health check's.
  static constexpr std::uint64_t user_bit = std::uint64_t{1} << 63;
  [[nodiscard]] static std::uint16_t peer_of(std::uint64_t user) { return static_cast<std::uint16_t>(user & 0xffff); }
  [[nodiscard]] static bool is_health(std::uint64_t user) { return (user & user_bit) != 0; }

 private:
  struct Check {
    std::uint16_t peer = 0;
    std::uint8_t misses = 0;
    std::uint8_t address = 0;  ///< checked next
    sip::Instant due{};
  };
  void send(sip::Instant now, Check& check);

  Environment& env_;
  std::vector<Check> checks_;
};

}  // namespace trunkgate::proxy
