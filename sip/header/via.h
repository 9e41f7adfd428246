// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

class Delimiters;

/// One Via value, RFC 3261 §20.42 and RFC 3581. Views into the text.
///   via-parm = "SIP" SLASH "2.0" SLASH transport LWS sent-by *( SEMI via-params )
struct Via {
  std::string_view text;       ///< the whole value
  std::string_view version;    ///< any token: 505 to a request of another version needs its Via (RFC 4475 §3.1.2.16)
  std::string_view transport;  ///< "UDP", "TCP", "TLS" … as written
  std::string_view sent_by_host;  ///< an IPv6 address without its brackets
  std::string_view branch;
  std::string_view received;
  std::string_view parameters;     ///< with the leading ';', or empty
  std::uint16_t sent_by_port = 0;  ///< 0: not written
  std::uint16_t rport = 0;         ///< 0: without a value
  bool rport_present = false;
  bool ipv6 = false;

  static Result<Via> parse(std::string_view text);
  /// The same, faster, for a text out of a message that was indexed.
  static Result<Via> parse(std::string_view text, const Delimiters& delimiters);
  /// False when the text is not of the shape that most have; parse() tells what it is then, and `via` holds anything.
  static bool read_common(std::string_view text, const Delimiters& delimiters, Via& via);
};

}  // namespace trunkgate::sip
