// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace trunkgate::proxy {

class Sealer;

/// The worker that a message belongs to: hash of the inside Call-ID, so both legs find home without a lookup. `zone` is
/// the one that the message came in from. Reads a message that nobody has parsed, in every spelling that the parser
/// takes (RFC 3261 §7.3.1, §7.3.3, §7.5). 0 when it has no readable Call-ID.
[[nodiscard]] std::uint8_t home_worker(const Sealer& sealer, std::uint8_t zone, std::span<const char> message,
                                       std::uint8_t worker_count);

}  // namespace trunkgate::proxy
