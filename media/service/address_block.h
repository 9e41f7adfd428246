// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "media/address.h"

namespace trunkgate::media {

/// The small notations of the configuration file. Each reader gives nothing when the text is not exactly that.

/// "192.0.2.0/24", "192.0.2.1" (one address) or "2001:db8::/32" (RFC 4632 §3.1). Not "192.0.2.1/24": whoever writes
/// that means something else.
[[nodiscard]] std::optional<CidrBlock> read_cidr(std::string_view text);
/// "127.0.0.1:9091" or "[::1]:9091"; port 0 is read too.
[[nodiscard]] std::optional<Endpoint> read_endpoint(std::string_view text);
/// "20000-29999", first not above last.
[[nodiscard]] std::optional<std::pair<std::uint16_t, std::uint16_t>> read_port_range(std::string_view text);

[[nodiscard]] std::string to_string(const Address& address);    ///< without brackets
[[nodiscard]] std::string to_string(const Endpoint& endpoint);  ///< "127.0.0.1:9091", "[::1]:9091"

}  // namespace trunkgate::media
