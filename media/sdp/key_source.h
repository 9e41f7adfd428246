// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace trunkgate::media {

/// Where fresh keys come from, so that negotiation has no randomness of its own. The anchor gives the system's
/// generator.
class KeySource {
 public:
  virtual ~KeySource() = default;
  /// Fills `octets` with unguessable bytes.
  virtual void fill(std::span<std::uint8_t> octets) = 0;
};

}  // namespace trunkgate::media
