// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/non_invite_client.h"

#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

void NonInviteClient::start(Instant now, Steps& out) {
  state_ = State::trying;
  give_up_at_ = now + timer_f;
  interval_ = timer_e;
  retransmit_at_ = reliable_ ? never : now + interval_;
  out.push(Step::send_request);
}

void NonInviteClient::on_response(Instant now, int status, Steps& out) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      if (status < 200) {
        state_ = State::proceeding;
      } else {
        complete(now);
      }
      out.push(Step::pass_to_user);
      return;
    case State::completed:
    case State::terminated: return;
  }
}

void NonInviteClient::on_deadline(Instant now, Steps& out) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      if (now >= give_up_at_) {
        out.push(Step::report_timeout);
        terminate(out);
      } else if (now >= retransmit_at_) {
        out.push(Step::send_request);
        // §17.1.2.2: once something answered, E no longer has to creep up to T2.
        interval_ = state_ == State::proceeding ? timer_t2 : next_interval(interval_);
        retransmit_at_ = now + interval_;
      }
      return;
    case State::completed:  // Timer K
      if (now >= give_up_at_) terminate(out);
      return;
    case State::terminated: return;
  }
}

void NonInviteClient::on_transport_error(Instant, Steps& out) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      out.push(Step::report_transport_failure);
      terminate(out);
      return;
    case State::completed:  // nothing is sent here any more
    case State::terminated: return;
  }
}

void NonInviteClient::complete(Instant now) {
  state_ = State::completed;
  retransmit_at_ = never;
  give_up_at_ = now + timer_k(reliable_);
}

void NonInviteClient::terminate(Steps& out) {
  state_ = State::terminated;
  retransmit_at_ = never;
  give_up_at_ = never;
  out.push(Step::finish);
}

}  // namespace trunkgate::sip
