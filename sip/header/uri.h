// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

class Delimiters;

/// RFC 3261 §19.1 and RFC 3966. Views into the parsed text.
///   SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ]
/// Of a tel URI `user` is the number and `parameters` what follows; of any other scheme only `scheme` is set.
struct Uri {
  std::string_view scheme;  ///< as written
  std::string_view user;    ///< escapes as written; may hold ';' parameters of a telephone number (§19.1.6)
  std::string_view password;
  std::string_view host;        ///< an IPv6 address without its brackets
  std::string_view parameters;  ///< with the leading ';', or empty
  std::string_view headers;     ///< after '?'
  std::uint16_t port = 0;       ///< 0: not written
  bool ipv6 = false;

  static Result<Uri> parse(std::string_view text);
  /// The same, faster, for a text out of a message that was indexed.
  static Result<Uri> parse(std::string_view text, const Delimiters& delimiters);
  /// False when the text is not of the shape that most have; parse() tells what it is then, and `uri` holds
  /// anything.
  static bool read_common(std::string_view text, const Delimiters& delimiters, Uri& uri);

  [[nodiscard]] bool is_sip() const;
  [[nodiscard]] bool is_sips() const;
  [[nodiscard]] bool is_tel() const;
  [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const;
  [[nodiscard]] std::string_view transport() const;  ///< empty: not written
  [[nodiscard]] std::string_view number() const { return user.substr(0, user.find(';')); }
};

}  // namespace trunkgate::sip
