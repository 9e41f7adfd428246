// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trunkgate::media {

/// Character classes and small readers shared by the SDP files. All are bounded by their argument and locale-free.

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Equal without regard to the case of ASCII letters (RFC 5234 §2.3).
[[nodiscard]] bool equals_ignoring_case(std::string_view left, std::string_view right);

/// Digits alone, at most `max`; nothing when empty, when another byte is among them, or when the value is larger. So
/// 4294967296 never becomes 0 (AST-2018-003).
[[nodiscard]] std::optional<std::uint64_t> read_number(std::string_view text, std::uint64_t max);

/// Cuts the text before the next blank off `rest`, and the blanks behind it. Empty at the end.
[[nodiscard]] std::string_view next_token(std::string_view& rest);

}  // namespace trunkgate::media
