// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/invite_client.h"

#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

void InviteClient::start(Instant now, Steps& out) {
  state_ = State::calling;
  give_up_at_ = now + timer_b;
  interval_ = timer_a;
  retransmit_at_ = reliable_ ? never : now + interval_;
  out.push(Step::send_request);
}

void InviteClient::on_response(Instant now, int status, Steps& out) {
  switch (state_) {
    case State::calling:
    case State::proceeding:
      if (status < 200) {
        if (state_ == State::calling) enter(State::proceeding, never);
        out.push(Step::pass_to_user);
      } else if (status < 300) {
        on_success(now, out);
      } else {
        on_failure(now, out);
      }
      return;
    case State::completed:
      if (status >= 300) out.push(Step::send_ack);
      return;
    case State::accepted:
      // RFC 6026 §7.2: every 2xx is the user's, who acknowledges each. Nothing else can still matter.
      if (status >= 200 && status < 300) out.push(Step::pass_to_user);
      return;
    case State::terminated: return;
  }
}

void InviteClient::on_deadline(Instant now, Steps& out) {
  switch (state_) {
    case State::calling:
      if (now >= give_up_at_) {
        out.push(Step::report_timeout);
        terminate(out);
      } else if (now >= retransmit_at_) {
        out.push(Step::send_request);
        interval_ *= 2;  // §17.1.1.2: Timer A has no upper bound but Timer B
        retransmit_at_ = now + interval_;
      }
      return;
    case State::proceeding:  // only once cancelled
      if (now < give_up_at_) return;
      out.push(Step::report_timeout);
      terminate(out);
      return;
    case State::completed:  // Timer D
    case State::accepted:   // Timer M
      if (now >= give_up_at_) terminate(out);
      return;
    case State::terminated: return;
  }
}

void InviteClient::cancel(Instant now) {
  // §9.1: a peer of RFC 2543 never answers an INVITE that it was made to drop. In `calling`, Timer B is sooner.
  if (state_ == State::proceeding && give_up_at_ == never) give_up_at_ = now + 64 * timer_t1;
}

void InviteClient::on_transport_error(Instant, Steps& out) {
  switch (state_) {
    case State::calling:
    case State::proceeding:  // beyond the figure: the connection that the answer should come back on is gone
    case State::completed:
      out.push(Step::report_transport_failure);
      terminate(out);
      return;
    case State::accepted:  // nothing is sent here any more; another fork's 2xx may still come
    case State::terminated: return;
  }
}

void InviteClient::on_success(Instant now, Steps& out) {
  enter(State::accepted, now + timer_m);
  out.push(Step::pass_to_user);
}

void InviteClient::on_failure(Instant now, Steps& out) {
  // §17.1.1.2: D must outlive the peer's H, else a late 486 meets no transaction and gets no ACK.
  enter(State::completed, now + timer_d(reliable_));
  out.push(Step::send_ack);
  out.push(Step::pass_to_user);
}

void InviteClient::enter(State state, Instant give_up_at) {
  state_ = state;
  retransmit_at_ = never;
  give_up_at_ = give_up_at;
}

void InviteClient::terminate(Steps& out) {
  enter(State::terminated, never);
  out.push(Step::finish);
}

}  // namespace trunkgate::sip
