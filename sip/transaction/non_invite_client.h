// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/instant.h"
#include "sip/transaction/step.h"

namespace trunkgate::sip {

/// Non-INVITE client transaction, RFC 3261 §17.1.2 and figure 6. Pure; owns no bytes.
class NonInviteClient {
 public:
  enum class State : std::uint8_t { trying, proceeding, completed, terminated };

  explicit NonInviteClient(bool reliable) : reliable_(reliable) {}

  void start(Instant now, Steps& out);
  void on_response(Instant now, int status, Steps& out);
  void on_deadline(Instant now, Steps& out);  ///< early calls do nothing
  void on_transport_error(Instant now, Steps& out);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Instant deadline() const { return retransmit_at_ < give_up_at_ ? retransmit_at_ : give_up_at_; }

 private:
  void complete(Instant now);
  void terminate(Steps& out);

  Instant retransmit_at_ = never;  // Timer E
  Instant give_up_at_ = never;     // Timer F or K, by state
  Duration interval_{};
  State state_ = State::trying;
  bool reliable_;
};

}  // namespace trunkgate::sip
