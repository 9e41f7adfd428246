// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "proxy/address.h"
#include "proxy/admission/token_bucket.h"

namespace trunkgate::proxy {

/// One token bucket per source address, in a table of fixed size: a set-associative cache, hashed with a seed so that
/// nobody outside can aim at one set. When a set is full, the bucket that has been full longest makes room; a source
/// that comes back after that starts with a full bucket. IPv6 sources count by /64, since a host owns one whole.
class SourceTable {
 public:
  /// Room for `sources` (rounded up to a power of two, at least one set). The only allocation.
  SourceTable(std::size_t sources, std::uint64_t seed);

  /// Takes one token of (zone, source); false when it has none left.
  [[nodiscard]] bool take(sip::Instant now, std::uint8_t zone, const IpAddress& source, const Rate& rate);

 private:
  struct Entry {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    TokenBucket bucket;
    std::uint8_t zone = 0;
    bool used = false;
  };
  std::uint64_t seed_;
  std::size_t set_mask_;
  std::vector<Entry> entries_;
};

}  // namespace trunkgate::proxy
