// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trunkgate::sip {

/// Character classes of RFC 3261 §25.1, one bit each.
enum CharClass : std::uint8_t {
  alphanumeric = 1,
  token = 2,  ///< alphanum / "-.!%*_+`'~"
  host = 4,   ///< alphanum / "-" / "." (and "_", which names in the field have)
  digit = 8,
  user = 16,  ///< unreserved / escaped / user-unreserved, and ':' for the password
  word = 32,  ///< Call-ID: token and "()<>:\"/[]?{}\\@"
};

namespace detail {
constexpr std::array<std::uint8_t, 256> make_char_table() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&](std::string_view set, unsigned bits) {
    for (char c : set)
      table[static_cast<unsigned char>(c)] = static_cast<std::uint8_t>(table[static_cast<unsigned char>(c)] | bits);
  };
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", alphanumeric | token | host | user | word);
  mark("0123456789", digit);
  mark("-.!%*_+`'~", token | word);
  mark("-._", host);
  mark("-_.!~*'()&=+$,;?/%:#", user);  // '#' is dialled by phones and not escaped by all of them
  mark("()<>:\\\"/[]?{}@,;=&$#|^", word);
  return table;
}
inline constexpr auto char_table = make_char_table();
}  // namespace detail

[[nodiscard]] constexpr bool is(CharClass c, char character) {
  return (detail::char_table[static_cast<unsigned char>(character)] & c) != 0;
}
/// Not empty and all of one class.
[[nodiscard]] constexpr bool all(CharClass c, std::string_view text) {
  for (char character : text)
    if (!is(c, character)) return false;
  return !text.empty();
}

/// What may stand between the brackets of an IPv6reference (§25.1): hexadecimal digits, ':' and '.'. Not whether it is
/// an address.
[[nodiscard]] constexpr bool is_ipv6_text(std::string_view text) {
  for (char c : text)
    if (!is(digit, c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F') && c != ':' && c != '.') return false;
  return !text.empty();
}

[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// RFC 3261 §7.3.1: names, tokens and parameter names compare without case.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

/// SP, HT, and the line ends of folding (LWS).
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

[[nodiscard]] constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Decimal digits only, at most `max`; false otherwise (also for an empty text or one that overflows).
[[nodiscard]] constexpr bool read_number(std::string_view text, std::uint64_t max, std::uint64_t& value) {
  if (text.empty()) return false;
  value = 0;
  for (char c : text) {
    if (!is(digit, c)) return false;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > max) return false;
  }
  return true;
}

}  // namespace trunkgate::sip
