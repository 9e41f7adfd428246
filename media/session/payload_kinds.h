// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "media/rtp/payload_kind.h"

namespace trunkgate::media {

/// What each payload type of one direction carries; `other` where nothing was set. Four bits a type: the packet path
/// finds all of it in one cache line.
class PayloadKinds {
 public:
  /// Types have seven bits (RFC 3550 §5.1).
  void set(std::uint8_t payload_type, PayloadKind kind) {
    std::uint8_t& pair = pairs_[pair_of(payload_type)];
    const unsigned kept = pair & ~(mask << shift_of(payload_type));
    pair = static_cast<std::uint8_t>(kept | static_cast<unsigned>(kind) << shift_of(payload_type));
  }
  [[nodiscard]] PayloadKind operator()(std::uint8_t payload_type) const {
    return static_cast<PayloadKind>(pairs_[pair_of(payload_type)] >> shift_of(payload_type) & mask);
  }

 private:
  static constexpr unsigned mask = 0xf;
  static_assert(static_cast<unsigned>(PayloadKind::telephone_event) <= mask, "the last kind has to fit");
  static constexpr std::size_t pair_of(std::uint8_t payload_type) { return (payload_type & 0x7fU) / 2; }
  static constexpr unsigned shift_of(std::uint8_t payload_type) { return payload_type % 2U * 4; }

  std::array<std::uint8_t, 64> pairs_{};
};

}  // namespace trunkgate::media
