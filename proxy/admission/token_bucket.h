// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/instant.h"

namespace trunkgate::proxy {

/// So many per second, with so many at once.
struct Rate {
  sip::Duration interval{};   ///< between two of a steady stream
  sip::Duration tolerance{};  ///< how far a burst may run ahead of the steady stream

  /// `per_second` and `burst` at least 1.
  [[nodiscard]] static Rate of(std::uint32_t per_second, std::uint32_t burst);
};

/// A token bucket as one point in time: when it will be full again (the generic cell rate algorithm). Starts full.
class TokenBucket {
 public:
  /// Takes one token; false and unchanged when none is left.
  [[nodiscard]] bool take(sip::Instant now, const Rate& rate);
  /// At or before `now`: full, so forgetting the bucket changes nothing.
  [[nodiscard]] sip::Instant full_at() const { return full_at_; }

 private:
  sip::Instant full_at_ = sip::Instant::min();
};

}  // namespace trunkgate::proxy
