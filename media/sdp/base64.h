// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "media/sdp/text_writer.h"

namespace trunkgate::media {

/// RFC 4648 §4, for keys: exactly `octets.size()` octets or false. Padding may be left out, bits behind the last octet
/// must be zero, so that a key has one spelling. `octets` is partly written on false.
[[nodiscard]] bool decode_base64(std::string_view text, std::span<std::uint8_t> octets);

/// With padding.
void encode_base64(std::span<const std::uint8_t> octets, TextWriter& out);

}  // namespace trunkgate::media
