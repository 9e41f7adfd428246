// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 4028 §4. Of the two sides of the transaction at hand, not of the call.
///   Session-Expires = ("Session-Expires" / "x") HCOLON delta-seconds *( SEMI se-params )
///   refresher-param = "refresher" EQUAL ( "uas" / "uac" )
struct SessionExpires {
  enum class Refresher : std::uint8_t { unset, uac, uas };

  std::uint32_t seconds = 0;
  Refresher refresher = Refresher::unset;

  static Result<SessionExpires> parse(std::string_view text);
};

/// RFC 4028 §5: Min-SE = "Min-SE" HCOLON delta-seconds *( SEMI generic-param )
struct MinSe {
  std::uint32_t seconds = 0;

  static Result<MinSe> parse(std::string_view text);
};

}  // namespace trunkgate::sip
