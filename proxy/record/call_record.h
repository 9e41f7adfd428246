// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/control.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

/// What is left of a call: one per call that found its route, made when both legs have been told and the anchor has
/// given its figures. Views of the call; good while it is handed over.
struct CallRecord {
  std::string_view call_id;    ///< of the calling leg
  std::string_view from_peer;  ///< by name
  std::string_view to_peer;
  std::string_view caller;    ///< From of the INVITE, without its tag (RFC 3261 §20.20)
  std::string_view called;    ///< the number after rewriting
  std::string_view result;    ///< answered, cancelled, refused, failed or timeout
  std::string_view reason;    ///< one sentence
  sip::Instant started{};     ///< the INVITE came
  sip::Instant answered{};    ///< the 200 was passed on; Instant{}: never
  sip::Instant ended{};       ///< the first BYE, CANCEL or failure
  media::Statistics figures;  ///< all zero when no media flowed
};

}  // namespace trunkgate::proxy
