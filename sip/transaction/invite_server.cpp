// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/invite_server.h"

#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

void InviteServer::on_invite(Instant, Steps& out) {
  switch (state_) {
    case State::proceeding:
      if (responded_) out.push(Step::send_response);
      return;
    case State::completed: out.push(Step::send_response); return;
    case State::accepted:  // RFC 6026 §7.1: absorbed; the 2xx has its own retransmission
    case State::confirmed:
    case State::terminated: return;
  }
}

void InviteServer::on_ack(Instant now, Steps& out) {
  switch (state_) {
    case State::completed:
      state_ = State::confirmed;
      retransmit_at_ = never;
      give_up_at_ = now + timer_i(reliable_);
      return;
    case State::accepted:  // of an RFC 2543 peer, whose ACK for a 2xx carries the Via of the INVITE
      out.push(Step::pass_to_user);
      return;
    case State::proceeding:
    case State::confirmed:
    case State::terminated: return;
  }
}

void InviteServer::respond(Instant now, int status, Steps& out) {
  switch (state_) {
    case State::proceeding:
      responded_ = true;
      out.push(Step::keep_response);
      out.push(Step::send_response);
      if (status >= 200) respond_first_final(now, status);
      return;
    case State::accepted:  // RFC 6026 §7.1: the user may send 2xx again
      if (status < 200 || status >= 300) return;
      out.push(Step::keep_response);
      out.push(Step::send_response);
      return;
    case State::completed:
    case State::confirmed:
    case State::terminated: return;
  }
}

void InviteServer::respond_first_final(Instant now, int status) {
  const bool success = status < 300;
  state_ = success ? State::accepted : State::completed;
  give_up_at_ = now + (success ? timer_l : timer_h);
  interval_ = timer_g;
  // §13.3.1.4: a 2xx is repeated on TCP too, because a hop further on may be UDP. §17.2.1: Timer G is not.
  retransmit_at_ = success || !reliable_ ? now + interval_ : never;
}

void InviteServer::confirm() {
  if (state_ != State::accepted) return;
  acknowledged_ = true;
  retransmit_at_ = never;
}

void InviteServer::on_deadline(Instant now, Steps& out) {
  switch (state_) {
    case State::accepted:  // Timer L
      if (now >= give_up_at_) {
        if (!acknowledged_) out.push(Step::report_missing_ack);
        terminate(out);
      } else {
        retransmit(now, out);
      }
      return;
    case State::completed:  // Timers G and H
      if (now >= give_up_at_) {
        out.push(Step::report_timeout);
        terminate(out);
      } else {
        retransmit(now, out);
      }
      return;
    case State::confirmed:  // Timer I
      if (now >= give_up_at_) terminate(out);
      return;
    case State::proceeding:
    case State::terminated: return;
  }
}

void InviteServer::on_transport_error(Instant, Steps& out) {
  switch (state_) {
    case State::proceeding:
    case State::accepted:
    case State::completed: out.push(Step::report_transport_failure); return;
    case State::confirmed:
    case State::terminated: return;
  }
}

void InviteServer::retransmit(Instant now, Steps& out) {
  if (now < retransmit_at_) return;
  out.push(Step::send_response);
  interval_ = next_interval(interval_);
  retransmit_at_ = now + interval_;
}

void InviteServer::terminate(Steps& out) {
  state_ = State::terminated;
  retransmit_at_ = never;
  give_up_at_ = never;
  out.push(Step::finish);
}

}  // namespace trunkgate::sip
