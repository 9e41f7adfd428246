// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/instant.h"
#include "sip/transaction/step.h"

namespace trunkgate::sip {

/// INVITE server transaction, RFC 3261 §17.2.1 and figure 7 as replaced by RFC 6026 §7.1. Pure; owns no bytes.
/// It also retransmits the 2xx until the user confirms the ACK (§13.3.1.4), which the RFC counts as the user's work:
/// the interval and the limit are the same as Timer G's and L's, so the deadlines sit here.
/// The 100 within 200 ms is the user's, who answers every INVITE at once. `proceeding` ends by the user alone.
class InviteServer {
 public:
  enum class State : std::uint8_t { proceeding, accepted, completed, confirmed, terminated };

  explicit InviteServer(bool reliable) : reliable_(reliable) {}

  void on_invite(Instant now, Steps& out);            ///< a retransmission
  void on_ack(Instant now, Steps& out);               ///< an ACK that matches this transaction
  void respond(Instant now, int status, Steps& out);  ///< from the user
  void confirm();                                     ///< from the user: its dialog saw the ACK for the 2xx
  void on_deadline(Instant now, Steps& out);          ///< early calls do nothing
  void on_transport_error(Instant now, Steps& out);   ///< no state is left: retransmissions must still be absorbed

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Instant deadline() const { return retransmit_at_ < give_up_at_ ? retransmit_at_ : give_up_at_; }

 private:
  void respond_first_final(Instant now, int status);
  void retransmit(Instant now, Steps& out);
  void terminate(Steps& out);

  Instant retransmit_at_ = never;  // Timer G, or the 2xx of §13.3.1.4
  Instant give_up_at_ = never;     // Timer H, I or L, by state
  Duration interval_{};
  State state_ = State::proceeding;
  bool reliable_;
  bool responded_ = false;
  bool acknowledged_ = false;
};

}  // namespace trunkgate::sip
