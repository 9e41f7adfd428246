// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "sip/header/uri.h"
#include "sip/result.h"

namespace trunkgate::sip {

class Delimiters;

/// One value of From, To, Contact, Route, Record-Route, P-Asserted-Identity …, RFC 3261 §20.10. Views into the text.
///   name-addr = [ display-name ] "<" addr-spec ">"   or   addr-spec; then *( ";" parameter )
/// Without <> all parameters are the header's (§20).
struct NameAddr {
  std::string_view display;     ///< with its quotes when it has them
  std::string_view uri_text;    ///< what is inside <>, or the bare URI
  std::string_view parameters;  ///< with the leading ';', or empty
  Uri uri;
  bool star = false;  ///< `Contact: *`: all else is empty

  static Result<NameAddr> parse(std::string_view text);
  /// The same, faster, for a text out of a message that was indexed.
  static Result<NameAddr> parse(std::string_view text, const Delimiters& delimiters);
  /// False when the text is not of the shape that most have; parse() tells what it is then, and `value` holds anything.
  /// `tag` is the one tag among its parameters, or empty.
  static bool read_common(std::string_view text, const Delimiters& delimiters, NameAddr& value, std::string_view& tag);

  [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const;
  [[nodiscard]] std::string_view tag() const { return param("tag").value_or(std::string_view{}); }
};

}  // namespace trunkgate::sip
