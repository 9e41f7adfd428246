// SPDX-License-Identifier: Apache-2.0
// A call has many deadlines and one timer, which runs until the earliest of them.
#include <algorithm>

#include "proxy/call/call_control.h"

namespace trunkgate::proxy {

void CallControl::set_deadline(Call& call, sip::Instant at) {
  call.step_due = at;
  arm(call);
}

void CallControl::arm(Call& call) {
  sip::Instant next = call.step_due;
  if (call.state != Call::State::closing)
    next = std::min({next, call.transfer.bye_at, call.update.due, call.invite.reliable.deadline(),
                     call.leg(Side::a).session.deadline(), call.leg(Side::b).session.deadline()});
  if (next == call.armed) return;
  env_.timers.stop(call.timer);
  call.timer = env_.timers.start(next, call.id.word());
  call.armed = next;
}

void CallControl::on_deadline(sip::Instant now, CallId id) {
  Call* call = env_.calls.find(id);
  if (call == nullptr) return;
  call->timer = {};
  call->armed = sip::never;
  if (call->step_due <= now) {
    call->step_due = sip::never;
    on_step_due(now, *call);
  }
  // Each of these may be the end of the call.
  if ((call = env_.calls.find(id)) != nullptr && call->state != Call::State::closing) on_reliable_due(now, *call);
  if ((call = env_.calls.find(id)) != nullptr && call->update.due <= now) give_up_early_update(now, *call, 504);
  for (const Side side : {Side::a, Side::b})
    if ((call = env_.calls.find(id)) != nullptr && call->state != Call::State::closing)
      on_session_due(now, *call, side);
  if ((call = env_.calls.find(id)) != nullptr && call->state != Call::State::closing) on_transfer_due(now, *call);
  if ((call = env_.calls.find(id)) != nullptr) arm(*call);
}

void CallControl::on_step_due(sip::Instant now, Call& call) {
  InviteExchange& exchange = call.invite;
  if (call.state == Call::State::closing) return release(call);
  if (call.wait.step != MediaWait::For::nothing) return on_media_refused(now, call, media::Refusal::overloaded);
  // RFC 4320 §4.2: a 408 to the UPDATE would only come too late.
  if (exchange.update) return hang_up(now, call, CallEnd::failed, 504, "the far side does not answer a re-INVITE");
  if (exchange.client_open && !exchange.provisional_seen) {
    // The attempt is given up; should it ring or be answered after all, on_unclaimed ends it.
    return on_invite_lost(now, call, 408);
  }
  hang_up(now, call, CallEnd::timeout, 408, "the called side did not answer in time");
}

void CallControl::on_session_due(sip::Instant now, Call& call, Side side) {
  Leg& leg = call.leg(side);
  switch (leg.session.on_deadline(now)) {
    case sip::SessionTimer::Due::nothing: return;
    case sip::SessionTimer::Due::refresh: return refresh(now, call, side);
    case sip::SessionTimer::Due::expired: break;
  }
  const std::string_view why = leg.session.we_refresh() ? "session timer: our refresh was not answered"
                                                        : "session timer: the peer did not refresh the session";
  env_.output.log(
      {LogLevel::warning, "session.expired", call.leg(Side::a).dialog.call_id(), peer_of(call, side).name, why});
  hang_up(now, call, CallEnd::timeout, 408, why);
}

}  // namespace trunkgate::proxy
