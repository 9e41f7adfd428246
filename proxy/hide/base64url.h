// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trunkgate::proxy {

/// RFC 4648 §5 without padding. Every character is one of a RFC 3261 token.

/// Characters written; `out` must have room for (size * 4 + 2) / 3.
std::size_t base64url_encode(std::span<const std::uint8_t> bytes, std::span<char> out);

/// Bytes written into `out`. Nothing for a foreign character, an impossible length, bits set beyond the last byte (RFC
/// 4648 §3.5: bytes have one spelling), or too little room.
[[nodiscard]] std::optional<std::size_t> base64url_decode(std::string_view text, std::span<std::uint8_t> out);

/// True when every character is of the alphabet.
[[nodiscard]] bool is_base64url(std::string_view text);

}  // namespace trunkgate::proxy
