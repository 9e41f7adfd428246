// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 6665 §8.2.1: Event = event-type *( SEMI event-param ); event-param = generic-param / ( "id" EQUAL token ).
struct Event {
  std::string_view package;
  std::string_view id;  ///< empty when there is none

  static Result<Event> parse(std::string_view text);
};

/// RFC 6665 §8.2.3: Subscription-State = substate-value *( SEMI subexp-params ).
struct SubscriptionState {
  enum class State : std::uint8_t { other, active, pending, terminated };

  State state = State::other;
  std::uint32_t expires = 0;  ///< 0: not written
  std::string_view reason;    ///< of `terminated`; a token, or empty

  static Result<SubscriptionState> parse(std::string_view text);
};

}  // namespace trunkgate::sip
