// SPDX-License-Identifier: Apache-2.0
// Provisional responses, and RFC 3262 on each leg alone: what the near side wants to have reliably is repeated until
// its PRACK, what the far side sends reliably gets a PRACK of ours.
#include "proxy/call/call_control.h"
#include "proxy/call/text_hash.h"
#include "sip/header/rack.h"

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Message;
using sip::Method;

void CallControl::on_provisional(sip::Instant now, const Flow& flow, Call& call) {
  InviteExchange& exchange = call.invite;
  if (!exchange.provisional_seen) {
    exchange.provisional_seen = true;
    // An UPDATE cannot wait for long, whatever the far side says to the re-INVITE.
    if (!exchange.update) set_deadline(call, now + ringing_max);
    // RFC 3261 §9.1: only now may the CANCEL go out.
    if (exchange.cancelled) return cancel_far(now, call);
  }
  if (env_.message.status() == 100) return;
  if (!acknowledge_provisional(now, call) || exchange.cancelled || !exchange.initial) return;
  if (call.wait.step != MediaWait::For::nothing || exchange.reliable.pending()) return park(call, flow);
  carry_response(now, flow, call);
}

/// RFC 3262 §4. False when the response is a repeated or an early one and must not be processed.
bool CallControl::acknowledge_provisional(sip::Instant now, Call& call) {
  const Message& response = env_.message;
  const auto rseq = sip::RSeq::parse(response.value(HeaderId::rseq));
  if (!rseq || response.to_tag().empty() || !has_token(response, HeaderId::require, "100rel")) return true;
  InviteExchange& exchange = call.invite;
  const auto verdict = exchange.far_order.on_response(text_hash(response.to_tag()), rseq->number);
  if (verdict != sip::ProvisionalOrder::Verdict::next) return false;
  Leg& far = call.leg(other(exchange.from));
  // The early dialog that sent it, which need not be the one whose response is being carried across.
  sip::Dialog early = far.dialog;
  if (exchange.initial && !early.adopt_early(response)) return false;
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(far.zone, buffer);
  const sip::RAck rack{rseq->number, response.cseq().seq, Method::invite};
  const auto bytes =
      env_.composer.prack(env_.messenger.compose(), far, early, branch, far.dialog.next_local_seq(), rack);
  if (!sdp_of(response).sdp.empty() && exchange.initial && !exchange.offerless) {
    keep_early_answer(call, response);
    exchange.far_reliable = true;
  }
  // A failure would say that the early dialog is gone: the final response tells the same.
  static_cast<void>(
      env_.messenger.request(now, Method::prack, branch, bytes, env_.targets.flow_in_dialog(far, early), 0));
  return true;
}

void CallControl::keep_early_answer(Call& call, const Message& response) {
  InviteExchange& exchange = call.invite;
  if (!exchange.active) return;  // the caller has its final response: nobody asks for it
  const std::uint64_t fork = text_hash(response.to_tag());
  if (exchange.far_sdp != 0 && exchange.far_sdp_fork == fork) return;
  const std::string_view sdp = sdp_of(response).sdp;
  env_.buffers.release(exchange.far_sdp);
  exchange.far_sdp = env_.buffers.store({sdp.data(), sdp.size()});
  exchange.far_sdp_fork = fork;
  exchange.far_reliable = false;
}

std::uint32_t CallControl::number_reliable(sip::Instant now, Call& call, bool has_sdp) {
  InviteExchange& exchange = call.invite;
  if (!exchange.wants_reliable) return 0;
  const std::uint32_t rseq = exchange.reliable.send(now, static_cast<std::uint32_t>(env_.identities.fresh()), has_sdp);
  arm(call);
  return rseq;
}

void CallControl::on_prack(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  InviteExchange& exchange = call.invite;
  const auto answer = [&](int status) { refuse_in_dialog(now, flow, server, leg, status); };
  if (leg.dialog.on_request(env_.message) == sip::Dialog::SeqCheck::old) return answer(500);
  const auto rack = sip::RAck::parse(env_.message.value(HeaderId::rack));
  if (!rack) return answer(400);
  const bool ours = found.side == exchange.from && call.state != Call::State::closing;
  const bool brought_sdp = exchange.reliable.holds_success();
  if (!ours || !exchange.reliable.on_prack(*rack, exchange.server_cseq)) return answer(481);
  if (exchange.own_offer && brought_sdp) return take_early_answer(now, flow, server, found);
  if (brought_sdp) {
    exchange.near_fork = text_hash(call.leg(other(exchange.from)).dialog.remote_tag());
    keep_agreed_sdp(call, exchange.from, offer_of_invite(call));
  }
  // A new offer this early would need the far side's answer, and that side has no PRACK to ask it with. The response
  // counts as acknowledged all the same: repeating it would bring the same PRACK again.
  answer(env_.message.body().empty() ? 200 : 488);
  arm(call);
  resume_parked(now, call);
}

void CallControl::take_early_answer(sip::Instant now, const Flow& flow, sip::TransactionId server,
                                    CallTable::Found found) {
  Call& call = *found.call;
  const auto refuse = [&](int status, std::string_view why) {
    refuse_in_dialog(now, flow, server, call.leg(found.side), status);
    hang_up(now, call, CallEnd::failed, status, why);
  };
  const std::string_view sdp = sdp_of(env_.message).sdp;
  if (sdp.empty()) return refuse(488, "the PRACK of a response with the offer brings no answer");
  if (!ask_media(now, call, MediaWait::For::answer_of_prack, media::CommandKind::answer, found.side, sdp, flow, false))
    return refuse(503, "the media anchor takes no more work");
  call.wait.server = server;
}

void CallControl::on_reliable_due(sip::Instant now, Call& call) {
  switch (call.invite.reliable.on_deadline(now)) {
    case sip::ReliableProvisional::Due::nothing: return;
    case sip::ReliableProvisional::Due::retransmit: return env_.messenger.repeat(now, call.invite.server);
    case sip::ReliableProvisional::Due::give_up:
      return hang_up(now, call, CallEnd::failed, 504,
                     "no PRACK came for a reliable response: check the caller's 100rel");
  }
}

}  // namespace trunkgate::proxy
