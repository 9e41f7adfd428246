// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "sip/scan/chars.h"
#include "sip/scan/control.h"
#include "sip/scan/delimiters_inline.h"

// Readers of the shape that nearly every value has: no folds, no escapes, no odd characters. What they read, they read
// as the parsers of via.h, name_addr.h and uri.h do, and what has another shape they leave to those: false says no more
// than that. Inline: bench/run parser, case parse.

namespace trunkgate::sip::common_shape {

/// Longer values are left to the other parsers, and so all bounds of limits.h hold here.
inline constexpr std::size_t value_size_max = 250;

inline std::uint64_t load_8(const char* at) {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

/// Up to eight characters as load_8 gives them, with zeros behind.
consteval std::uint64_t text_8(std::string_view text) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (i * 8);
  return bytes;
}

/// A short text as text_8 gives it, letters in lower case; 0 when its size is not from 1 to 8. Eight bytes before its
/// end are readable.
inline std::uint64_t lower_8(std::string_view text) {
  if (text.size() - 1 > 7) return 0;
  const std::size_t shift = 64 - 8 * text.size();
  return (load_8(text.data() + text.size() - 8) | text_8("        ")) >> shift;
}

/// The number written in decimal digits from `begin` to `end`, one to eight of them; false for anything else. All of
/// them are ASCII, and eight bytes before `end` are readable.
[[gnu::always_inline]] inline bool read_digits(const char* begin, const char* end, std::uint32_t& value) {
  const auto size = static_cast<std::size_t>(end - begin);
  if (size - 1 > 7) return false;
  // Each byte becomes a digit, those before `begin` 0; then pairs, fours and eights are put together.
  std::uint64_t digits = (load_8(end - 8) ^ text_8("00000000")) & (~std::uint64_t{0} << (64 - 8 * size));
  if (((digits + 0x7676767676767676) & 0x8080808080808080) != 0) return false;
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  value = static_cast<std::uint32_t>(digits * 10000 + (digits >> 32));
  return true;
}

inline std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

/// ":" port at `at`, which then is behind it. Nothing to do at any other delimiter.
[[gnu::always_inline]] inline bool read_port(DelimiterWalk& walk, const char*& at, std::uint16_t& port) {
  if (*at != ':') return true;
  const char* const begin = at + 1;
  at = walk.next();
  std::uint32_t value = 0;
  if (!read_digits(begin, at, value) || value - 1 > 65534) return false;
  port = static_cast<std::uint16_t>(value);
  return true;
}

struct CommonParameter {
  std::string_view name;
  std::string_view value;  ///< empty when there is none
  bool token = true;       ///< of the value: it is one, or not there
};

/// Steps to the delimiter behind a token.
[[gnu::always_inline]] inline const char* token_end(DelimiterWalk& walk) {
  const char* at = walk.next();
  while (is(token, *at)) at = walk.next();
  return at;
}

/// The value behind a '=' at `at`, which then is behind it: a token, that and colons, or a quoted string without
/// escapes.
[[gnu::always_inline]] inline bool read_parameter_value(DelimiterWalk& walk, const char*& at,
                                                        CommonParameter& parameter) {
  const char* begin = at + 1;
  at = token_end(walk);
  if (*at == '"' && at == begin) {
    ++begin;
    do {
      at = walk.next();
    } while (*at != '"' && *at != '\\' && !is_control(*at));
    parameter.value = between(begin, at);
    parameter.token = false;
    const char* const behind = at + 1;
    if (*at != '"') return false;
    at = walk.next();
    return at == behind;
  }
  for (; *at == ':'; at = token_end(walk)) parameter.token = false;
  parameter.value = between(begin, at);
  return at != begin;
}

/// ";" name [ "=" value ] at `at`, which then is behind it.
[[gnu::always_inline]] inline bool read_parameter(DelimiterWalk& walk, const char*& at, CommonParameter& parameter) {
  if (*at != ';') return false;
  const char* const begin = at + 1;
  at = token_end(walk);
  parameter.name = between(begin, at);
  return !parameter.name.empty() && (*at != '=' || read_parameter_value(walk, at, parameter));
}

}  // namespace trunkgate::sip::common_shape
