// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "proxy/config/pattern.h"
#include "proxy/route/limits.h"

namespace trunkgate::proxy {

/// A dialled number (or user name) by value: "+886212345678", "0212345678", "*97", "alice". Unescaped.
class Number {
 public:
  Number() = default;
  /// False and empty when longer than number_size_max.
  bool assign(std::string_view text);
  bool append(std::string_view text);
  [[nodiscard]] std::string_view view() const { return {characters_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  friend bool operator==(const Number& a, std::string_view b) { return a.view() == b; }

 private:
  std::array<char, number_size_max> characters_{};
  std::uint8_t size_ = 0;
};

/// The number in the user part of a SIP URI, or in a tel URI after "tel:" (RFC 3261 §19.1.6, RFC 3966 §3): parameters
/// after ';' cut off, %HH unescaped, and from what is a telephone number the visual separators "-.()" dropped. Nothing
/// when it is empty, too long, or unescapes to a control character.
[[nodiscard]] std::optional<Number> called_number(std::string_view user);

/// Writes a number as the user part of a SIP URI, escaping what RFC 3261 §25.1 `user` does not allow ('#' becomes %23).
/// Returns the characters written; 0 when `out` is too small. Three times number_size_max always suffices.
[[nodiscard]] std::size_t write_user_part(std::string_view number, std::span<char> out);

/// Drops the first `strip` characters, then puts `prefix` in front. Nothing when the result is empty or too long.
[[nodiscard]] std::optional<Number> rewrite(std::string_view number, std::uint8_t strip, std::string_view prefix);

}  // namespace trunkgate::proxy
