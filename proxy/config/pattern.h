// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace trunkgate::proxy {

/// A pattern of `match:` in the configuration.
inline constexpr std::size_t pattern_size_max = 128;

/// Shell-like match of the whole number: '*' any text, '?' one character, "[a-b]" one of a set, "[!…]" none of it.
/// A '*' as a key of the telephone is written "[*]". No recursion; time is bounded by pattern times number.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view number);

/// False for an empty pattern, an unclosed '[', an empty set, a range that runs backwards, or above pattern_size_max.
[[nodiscard]] bool is_pattern(std::string_view pattern);

}  // namespace trunkgate::proxy
