// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/message/method.h"
#include "sip/result.h"

namespace trunkgate::sip {

class Delimiters;

/// RFC 3261 §20.16: CSeq = 1*DIGIT LWS Method, the number below 2^31.
struct CSeq {
  std::uint32_t seq = 0;
  Method method = Method::unknown;
  std::string_view method_name;

  static Result<CSeq> parse(std::string_view text);
  /// False when the text is not of the shape that most have; parse() tells what it is then, and `value` holds anything.
  static bool read_common(std::string_view text, const Delimiters& delimiters, CSeq& value);
};

}  // namespace trunkgate::sip
