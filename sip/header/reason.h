// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 3326 §2: one value of a Reason header, without its text.
///   reason-value = protocol *( SEMI reason-params );  protocol = "SIP" / "Q.850" / token;  cause = "cause" EQUAL
///   1*DIGIT
struct Reason {
  enum class Protocol : std::uint8_t { other, sip, q850 };

  Protocol protocol = Protocol::other;
  std::uint16_t cause = 0;  ///< 0: none written

  static Result<Reason> parse(std::string_view text);
};

}  // namespace trunkgate::sip
