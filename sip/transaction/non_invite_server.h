// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/instant.h"
#include "sip/transaction/step.h"

namespace trunkgate::sip {

/// Non-INVITE server transaction, RFC 3261 §17.2.2 and figure 8, with RFC 4320: a 100 is held back on UDP until it can
/// do good, another 1xx is never sent, a 408 is swallowed because it could only arrive too late. Pure; owns no bytes.
/// Beyond the figure, a request that the user leaves unanswered ends after 64*T1, when its client has given up (Timer
/// F).
class NonInviteServer {
 public:
  enum class State : std::uint8_t { trying, proceeding, completed, terminated };

  NonInviteServer(Instant now, bool reliable);

  void on_request(Instant now, Steps& out);           ///< a retransmission
  void respond(Instant now, int status, Steps& out);  ///< from the user
  void on_deadline(Instant now, Steps& out);          ///< early calls do nothing
  void on_transport_error(Instant now, Steps& out);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Instant deadline() const { return trying_at_ < give_up_at_ ? trying_at_ : give_up_at_; }

 private:
  void provisional(Instant now, Steps& out);
  void complete(Instant now, int status, Steps& out);
  void terminate(Steps& out);

  Instant trying_from_;        // RFC 4320 §4.1: no 100 before
  Instant trying_at_ = never;  // a 100 is waiting for trying_from_
  Instant give_up_at_;         // client's Timer F, then Timer J
  State state_ = State::trying;
  bool reliable_;
};

}  // namespace trunkgate::sip
