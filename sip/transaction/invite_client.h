// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/instant.h"
#include "sip/transaction/step.h"

namespace trunkgate::sip {

/// INVITE client transaction, RFC 3261 §17.1.1 and figure 5, with the accepted state of RFC 6026 §7.2. Pure; owns no
/// bytes. In `proceeding` nothing times out: how long a phone may ring is the user's decision (Timer C of §16.6), who
/// then sends a CANCEL. From that on the final response has 64*T1 (§9.1).
class InviteClient {
 public:
  enum class State : std::uint8_t { calling, proceeding, completed, accepted, terminated };

  explicit InviteClient(bool reliable) : reliable_(reliable) {}

  void start(Instant now, Steps& out);
  void on_response(Instant now, int status, Steps& out);
  void cancel(Instant now);                   ///< the user sent a CANCEL for it
  void on_deadline(Instant now, Steps& out);  ///< early calls do nothing
  void on_transport_error(Instant now, Steps& out);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Instant deadline() const { return retransmit_at_ < give_up_at_ ? retransmit_at_ : give_up_at_; }

 private:
  void enter(State state, Instant give_up_at);
  void on_failure(Instant now, Steps& out);
  void on_success(Instant now, Steps& out);
  void terminate(Steps& out);

  Instant retransmit_at_ = never;  // Timer A
  Instant give_up_at_ = never;     // Timer B, D or M, by state; 64*T1 after a CANCEL
  Duration interval_{};
  State state_ = State::calling;
  bool reliable_;
};

}  // namespace trunkgate::sip
