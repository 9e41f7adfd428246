// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace trunkgate::sip {

/// Where a message came from or goes to. Opaque here: the caller packs its own address or connection into it.
struct FlowId {
  std::array<std::uint64_t, 3> words{};
  bool reliable = false;  ///< TCP or TLS: the transaction machines retransmit nothing (RFC 3261 §17).

  friend bool operator==(const FlowId&, const FlowId&) = default;
};

}  // namespace trunkgate::sip
