// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trunkgate::sip {

/// RFC 3261 §7.1 and its extensions: 3262 PRACK, 3311 UPDATE, 6086 INFO, 3515 REFER, 6665 SUBSCRIBE and NOTIFY, 3428
/// MESSAGE, 3903 PUBLISH. Any other token is `unknown`.
enum class Method : std::uint8_t {
  unknown,
  invite,
  ack,
  bye,
  cancel,
  options,
  register_,
  prack,
  update,
  info,
  refer,
  subscribe,
  notify,
  message,
  publish
};

namespace detail {
inline constexpr std::array<std::string_view, 15> method_names = {
    "",       "INVITE", "ACK",   "BYE",       "CANCEL", "OPTIONS", "REGISTER", "PRACK",
    "UPDATE", "INFO",   "REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH"};

// Length and first letter tell the names apart.
constexpr std::size_t method_slot(std::size_t size, std::uint64_t first_letter) {
  return (size * 11 + first_letter) % 32;
}
constexpr std::size_t method_slot(std::string_view text) {
  return method_slot(text.size(), static_cast<unsigned char>(text.front()));
}
inline constexpr auto method_slots = [] {
  std::array<std::uint8_t, 32> slots{};
  for (std::size_t i = 1; i < method_names.size(); ++i)
    slots[method_slot(method_names[i])] = static_cast<std::uint8_t>(i);
  return slots;
}();
constexpr bool method_slots_differ() {
  for (std::size_t i = 1; i < method_names.size(); ++i)
    if (method_slots[method_slot(method_names[i])] != i) return false;
  return true;
}
/// As method_of_letters() takes them.
inline constexpr auto method_letters = [] {
  std::array<std::uint64_t, method_names.size()> letters{};
  for (std::size_t i = 0; i < letters.size(); ++i)
    for (std::size_t at = method_names[i].size(); at != 0; --at)
      letters[i] = letters[i] << 8 | static_cast<unsigned char>(method_names[i][at - 1]);
  return letters;
}();
static_assert(method_slots_differ());
}  // namespace detail

/// Methods are case-sensitive (§7.1).
[[nodiscard]] constexpr Method parse_method(std::string_view text) {
  if (text.empty()) return Method::unknown;
  const std::uint8_t slot = detail::method_slots[detail::method_slot(text)];
  return text == detail::method_names[slot] ? static_cast<Method>(slot) : Method::unknown;
}
/// The same for a name of one to eight letters: the first in the lowest byte, zeros behind the last.
[[nodiscard]] constexpr Method method_of_letters(std::uint64_t letters, std::size_t size) {
  const std::uint8_t slot = detail::method_slots[detail::method_slot(size, letters & 0xff)];
  return letters == detail::method_letters[slot] ? static_cast<Method>(slot) : Method::unknown;
}
/// Empty for `unknown`.
[[nodiscard]] constexpr std::string_view to_string(Method method) {
  return detail::method_names[static_cast<std::size_t>(method)];
}

}  // namespace trunkgate::sip
