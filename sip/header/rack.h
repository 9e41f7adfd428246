// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/message/method.h"
#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 3262 §7.1: RSeq = response-num = 1*DIGIT, from 1 to 2^32 - 1.
struct RSeq {
  std::uint32_t number = 0;

  static Result<RSeq> parse(std::string_view text);
};

/// RFC 3262 §7.2: RAck = response-num LWS CSeq-num LWS Method. What a PRACK acknowledges.
struct RAck {
  std::uint32_t rseq = 0;
  std::uint32_t cseq = 0;
  Method method = Method::unknown;

  static Result<RAck> parse(std::string_view text);
};

}  // namespace trunkgate::sip
