// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// Reads "192.0.2.0/24", "192.0.2.1" (one address) or "2001:db8::/32". Bits beyond the prefix are kept as written:
/// compare with `network_of`. Nothing when it is not an address block.
[[nodiscard]] std::optional<CidrBlock> parse_cidr(std::string_view text);
/// The block with the bits beyond its prefix cleared.
[[nodiscard]] CidrBlock network_of(const CidrBlock& block);
[[nodiscard]] bool contains(const CidrBlock& block, const IpAddress& address);
/// As people write it: an IPv4 prefix counts on 32 bits.
[[nodiscard]] std::string to_string(const CidrBlock& block);

}  // namespace trunkgate::proxy
