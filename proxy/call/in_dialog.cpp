// SPDX-License-Identifier: Apache-2.0
// Requests within a standing call: re-INVITE, ACK, BYE, and the CANCEL of an INVITE under way.
#include "proxy/call/call_control.h"
#include "proxy/call/text_hash.h"
#include "sip/header/reason.h"
#include "sip/header/value_list.h"

namespace trunkgate::proxy {

using sip::Message;

namespace {

CancelReason cancel_reason_of(const Message& cancel) {
  CancelReason found;
  for (const sip::Header& header : cancel.headers()) {
    if (header.id != sip::HeaderId::reason) continue;
    for (const std::string_view one : sip::values(header.value)) {
      const auto reason = sip::Reason::parse(one);
      if (reason && reason->protocol == sip::Reason::Protocol::sip) found.sip = reason->cause;
      if (reason && reason->protocol == sip::Reason::Protocol::q850) found.q850 = reason->cause;
    }
  }
  return found;
}

}  // namespace

void CallControl::refuse_in_dialog(sip::Instant now, const Flow& flow, sip::TransactionId server, const Leg& leg,
                                   int status, bool retry_after) {
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, env_.message, flow, status, leg.dialog.local_tag());
  if (status == 420) write_unsupported(writer, env_.message);
  if (status == 415) writer.header(sip::HeaderId::accept, "application/sdp");
  if (status == 422) sip::SessionTimer::write_min_se(writer);
  // RFC 3261 §14.2, RFC 3311 §5.2: between 0 and 10 seconds.
  if (retry_after) writer.begin(sip::HeaderId::retry_after).number(env_.identities.fresh() % 11).end();
  env_.messenger.respond(now, server, status, writer.finish());
}

void CallControl::answer_waiting(sip::Instant now, Call& call, Side side, sip::TransactionId server, int status) {
  if (!server || env_.stored.parse(env_.messenger.layer().request_of(server)) != sip::ParseError::none) return;
  const Leg& leg = call.leg(side);
  const auto bytes =
      env_.composer.answer(env_.messenger.compose(), env_.stored, leg.flow, status, leg.dialog.local_tag());
  env_.messenger.respond(now, server, status, bytes);
}

/// What an INVITE or UPDATE within a dialog is refused with before anything is done for it; 0: nothing.
int CallControl::refusal_in_dialog(const Call& call, Leg& leg) {
  if (leg.dialog.on_request(env_.message) == sip::Dialog::SeqCheck::old) return 500;
  if (call.state == Call::State::closing) return 481;
  if (demands_unsupported(env_.message)) return 420;
  if (sip::SessionTimer::is_too_small(env_.message)) return 422;
  return sdp_of(env_.message).other ? 415 : 0;
}

void CallControl::on_reinvite(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  const Message& invite = env_.message;
  Leg& leg = call.leg(found.side);
  if (const int status = refusal_in_dialog(call, leg)) return refuse_in_dialog(now, flow, server, leg, status);
  // RFC 3261 §14.1 and §14.2: glare is 491, a second INVITE of the same side before the first is done is 500.
  // One that is answered and waits for its ACK is not done either.
  if (call.is_negotiating()) {
    const bool overlap = call.has_offer_from(found.side);
    return refuse_in_dialog(now, flow, server, leg, overlap ? 500 : 491, overlap);
  }
  leg.flow = flow;
  leg.speaks.learn(invite);
  static_cast<void>(leg.dialog.refresh_target(invite));
  const std::string_view sdp = sdp_of(invite).sdp;
  if (absorb_refresh(now, flow, server, found, sdp)) return;
  begin_exchange(call, {.active = true, .from = found.side, .server = server, .server_cseq = invite.cseq().seq});
  env_.messenger.layer().set_user(server, call.id.word());
  env_.messenger.respond(now, server, 100, env_.composer.answer(env_.messenger.compose(), invite, flow, 100));
  const Capability& far = call.leg(other(found.side)).speaks;
  if (!start_exchange(now, call, sdp, flow, far.has(Feature::delayed_offer)))
    on_reinvite_failure(now, call, 503, nullptr);
}

void CallControl::on_ack(sip::Instant now, CallTable::Found found) {
  Call& call = *found.call;
  InviteExchange& exchange = call.invite;
  if (found.side != exchange.from || !exchange.server || !exchange.relayed) return;
  // One for an INVITE before it, late or repeated, proves nothing for this one (RFC 3261 §13.2.2.4).
  if (env_.message.cseq().seq != exchange.server_cseq) return;
  env_.messenger.confirm(now, exchange.server);
  exchange.server = {};
  if (call.state == Call::State::closing) return release_if_done(call);
  if (!exchange.active || !exchange.answer_in_ack()) return;
  const std::string_view sdp = sdp_of(env_.message).sdp;
  if (sdp.empty())
    return hang_up(now, call, CallEnd::failed, 0, "the ACK of an INVITE without SDP brings no answer either");
  Leg& leg = call.leg(found.side);
  leg.sdp_heard = text_hash(sdp);
  const Flow flow = leg.flow;
  if (!ask_media(now, call, MediaWait::For::answer_of_ack, media::CommandKind::answer, found.side, sdp, flow, false))
    hang_up(now, call, CallEnd::failed, 0, "the media anchor takes no more work");
}

void CallControl::on_bye(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  const bool old = leg.dialog.on_request(env_.message) == sip::Dialog::SeqCheck::old;
  const int status = old ? 500 : 200;
  env_.messenger.respond(
      now, server, status,
      env_.composer.answer(env_.messenger.compose(), env_.message, flow, status, leg.dialog.local_tag()));
  if (old || call.state == Call::State::closing) return;
  const bool answered = call.state == Call::State::established;
  leg.flow = flow;
  leg.state = Leg::State::ended;
  // The side that hangs up is done; the other one is told what may cross of the BYE (Reason, RFC 3326).
  InviteExchange& exchange = call.invite;
  if (exchange.active && exchange.server && !exchange.relayed) respond_near(now, call, 487, nullptr);
  cancel_far(now, call);
  end_leg(now, call, other(found.side), &env_.message);
  close(now, call, answered ? CallEnd::answered : CallEnd::cancelled,
        found.side == Side::a ? "the caller hung up" : "the called side hung up");
}

void CallControl::on_cancel(sip::Instant now, sip::TransactionId cancelled, std::uint64_t user) {
  Call* call = env_.calls.find(CallId::from_word(user));
  if (call == nullptr) return;
  InviteExchange& exchange = call->invite;
  // A CANCEL that crosses the 200 has no effect (RFC 3261 §9.2).
  if (!exchange.active || exchange.server != cancelled || exchange.relayed) return;
  exchange.cancelled = true;
  exchange.cancel_reason = cancel_reason_of(env_.message);
  cancel_far(now, *call);
  if (!exchange.initial) return;  // the far side's 487, or its answer if that was faster, is carried back
  respond_near(now, *call, 487, nullptr);
  if (exchange.answered) end_leg(now, *call, Side::b, nullptr);
  close(now, *call, CallEnd::cancelled, "the caller gave up before an answer");
}

}  // namespace trunkgate::proxy
