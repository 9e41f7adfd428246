// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace trunkgate::sip {

/// One `;name[=value]` of a URI or a header value (RFC 3261 §25.1 generic-param). Views into the text.
struct Parameter {
  std::string_view name;
  std::string_view value;  ///< without the quotes of a quoted string; escapes stay
  std::string_view text;   ///< `name=value` as written, quotes and all
  bool has_value = false;
};

/// Takes the next parameter off `text`, which begins at ';' or is empty. Quoted strings may hold ';'. Nothing at the
/// end and when the text is not readable (then `text` is left non-empty).
[[nodiscard]] std::optional<Parameter> next_parameter(std::string_view& text);

/// The value of the first parameter of that name; an empty text when it has none. Nothing when it is not there.
[[nodiscard]] std::optional<std::string_view> find_parameter(std::string_view text, std::string_view name);

/// True when `text` is nothing, or parameters throughout.
[[nodiscard]] bool are_parameters(std::string_view text);

/// End of the quoted string that begins at text[begin] == '"', one past the closing quote; npos when it is not closed.
[[nodiscard]] std::size_t quoted_end(std::string_view text, std::size_t begin);

}  // namespace trunkgate::sip
