// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/non_invite_server.h"

#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

NonInviteServer::NonInviteServer(Instant now, bool reliable)
    : trying_from_(reliable ? now : now + trying_holdback), give_up_at_(now + timer_f), reliable_(reliable) {}

void NonInviteServer::on_request(Instant, Steps& out) {
  switch (state_) {
    case State::proceeding:
      if (trying_at_ == never) out.push(Step::send_response);
      return;
    case State::completed: out.push(Step::send_response); return;
    case State::trying:
    case State::terminated: return;
  }
}

void NonInviteServer::respond(Instant now, int status, Steps& out) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      if (status == 100) {
        provisional(now, out);
      } else if (status >= 200) {
        complete(now, status, out);
      }
      return;
    case State::completed:
    case State::terminated: return;
  }
}

void NonInviteServer::on_deadline(Instant now, Steps& out) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      if (now >= give_up_at_) {
        out.push(Step::report_timeout);
        terminate(out);
      } else if (now >= trying_at_) {
        trying_at_ = never;
        out.push(Step::send_response);
      }
      return;
    case State::completed:  // Timer J
      if (now >= give_up_at_) terminate(out);
      return;
    case State::terminated: return;
  }
}

void NonInviteServer::on_transport_error(Instant, Steps& out) {
  switch (state_) {
    case State::trying:  // nothing was sent yet; the answer will find out
    case State::terminated: return;
    case State::proceeding:
    case State::completed:
      out.push(Step::report_transport_failure);
      terminate(out);
      return;
  }
}

void NonInviteServer::provisional(Instant now, Steps& out) {
  state_ = State::proceeding;
  out.push(Step::keep_response);
  if (now < trying_from_) {
    trying_at_ = trying_from_;
  } else {
    out.push(Step::send_response);
  }
}

void NonInviteServer::complete(Instant now, int status, Steps& out) {
  if (status == 408) {
    // RFC 4320 §4.2: the client's own Timer F says the same, and a 408 on the way only wakes late-response handling.
    terminate(out);
    return;
  }
  state_ = State::completed;
  trying_at_ = never;
  give_up_at_ = now + timer_j(reliable_);
  out.push(Step::keep_response);
  out.push(Step::send_response);
}

void NonInviteServer::terminate(Steps& out) {
  state_ = State::terminated;
  trying_at_ = never;
  give_up_at_ = never;
  out.push(Step::finish);
}

}  // namespace trunkgate::sip
