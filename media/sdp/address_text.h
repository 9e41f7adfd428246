// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "media/address.h"
#include "media/sdp/text_writer.h"

namespace trunkgate::media {

/// Reads "192.0.2.1" or "2001:db8::1" (RFC 4291 §2.2, without zone and brackets); nothing for names and anything else.
/// Octets with leading zeros are refused: some readers take them as octal, and two readers must not disagree.
[[nodiscard]] std::optional<Address> read_address(std::string_view text);

/// "IP4 192.0.2.1" or "IP6 2001:db8::1", as o= and c= want it (RFC 8866 §5.2, §5.7; IPv6 per RFC 5952 §4).
void write_connection_address(const Address& address, TextWriter& out);

}  // namespace trunkgate::media
