// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// A telephone number as a URI, RFC 3966 §3. Views into the text.
///   telephone-uri = "tel:" ( global-number / local-number ) *( ";" par )
/// `tel:+1-201-555-0123` is global; `tel:7042;phone-context=example.com` is local to what its context names. A local
/// number without a context, which the RFC forbids and PBXs send, is let through: it is local to who sends it.
struct TelUri {
  std::string_view number;           ///< as written: with '+' and visual separators
  std::string_view extension;        ///< of `;ext=`
  std::string_view isdn_subaddress;  ///< of `;isub=`
  std::string_view context;          ///< of `;phone-context=`: a domain name or the digits of a global prefix
  bool global = false;

  static Result<TelUri> parse(std::string_view text);
};

}  // namespace trunkgate::sip
