// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 3891 §6.1: Replaces = callid *( SEMI to-tag / from-tag / early-only / generic-param ). Names a dialog from the
/// point of view of the UA that gets the INVITE: `to_tag` is its own. Views into the text.
struct Replaces {
  std::string_view call_id;
  std::string_view to_tag;
  std::string_view from_tag;
  bool early_only = false;

  /// Both tags must be there, once each.
  static Result<Replaces> parse(std::string_view text);
};

}  // namespace trunkgate::sip
