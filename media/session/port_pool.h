// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "media/instant.h"

namespace trunkgate::media {

/// The even/odd port pairs of one zone that one worker owns (RFC 3550 §11: RTP even, RTCP the next odd port). Handed
/// out longest-rested first; a released pair rests for port_quarantine. All storage is taken at construction.
class PortPool {
 public:
  using Pair = std::uint16_t;  ///< index of a pair within this pool

  /// Takes the `share`-th of `shares` equal parts of the zone's range. `seed` orders the first round, so that ports
  /// cannot be guessed from the number of calls since the start (RFC 6056 §1).
  PortPool(std::uint16_t port_first, std::uint16_t port_last, std::uint8_t share, std::uint8_t shares,
           std::uint64_t seed);

  /// Nothing when every pair is in use or at rest.
  [[nodiscard]] std::optional<Pair> allocate(Instant now);
  /// `pair` came from allocate() and has not been released since.
  void release(Pair pair, Instant now);

  [[nodiscard]] std::uint16_t rtp_port(Pair pair) const { return static_cast<std::uint16_t>(first_ + 2U * pair); }
  [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(resting_.size()); }
  [[nodiscard]] std::uint16_t in_use() const { return in_use_; }

 private:
  struct Resting {
    Instant usable_from;
    Pair pair;
  };
  std::vector<Resting> resting_;  // a ring: the oldest at head_, size() - in_use_ of them
  std::uint32_t head_ = 0;
  std::uint16_t first_ = 0;
  std::uint16_t in_use_ = 0;
};

}  // namespace trunkgate::media
