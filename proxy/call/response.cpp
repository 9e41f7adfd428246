// SPDX-License-Identifier: Apache-2.0
// What the far side answers: provisional, success, failure, challenge; carried to the near side or dealt with here.
#include <utility>

#include "proxy/call/call_control.h"
#include "proxy/call/challenge_answer.h"
#include "proxy/call/text_hash.h"
#include "sip/message/response.h"

namespace trunkgate::proxy {

using sip::Message;
using sip::Method;

namespace {

/// What another address or peer may do better (RFC 3263 §4.3; 503 of a trunk's rate limit is the account's, but the
/// next peer may be another trunk).
bool worth_another_target(int status) { return status == 408 || (status >= 500 && status < 600); }

/// What the near side is told. Its user has no credentials for the far side and must not be sent elsewhere by it.
int status_for_near_side(int status) {
  if (status == 401 || status == 407) return 403;
  if (status >= 300 && status < 400) return 480;
  if (status == 422) return 500;  // about the far side's session timer
  return status;
}

CallEnd end_of(int status) {
  if (status == 408) return CallEnd::timeout;
  if (status == 487) return CallEnd::cancelled;
  return status >= 500 && status < 600 ? CallEnd::failed : CallEnd::refused;
}

}  // namespace

void CallControl::on_response(sip::Instant now, const Flow& flow, const sip::ResponseVerdict& verdict) {
  Call* call = env_.calls.find(CallId::from_word(verdict.user));
  const Method method = env_.message.cseq().method;
  if (call == nullptr) return method == Method::invite ? on_unclaimed(now, flow, verdict.transaction) : void();
  switch (method) {
    case Method::invite: return on_invite_response(now, flow, *call, verdict.transaction);
    case Method::bye:
      if (env_.message.status() >= 200) on_bye_response(now, *call);
      return;
    case Method::refer: return on_refer_response(now, *call, verdict.transaction);
    case Method::update: return on_update_response(now, *call, verdict.transaction);
    case Method::cancel:
      if (env_.message.status() < 200) return;
      if (call->requests_open > 0) --call->requests_open;
      return release_if_done(*call);
    default: return;
  }
}

void CallControl::on_invite_response(sip::Instant now, const Flow& flow, Call& call, sip::TransactionId transaction) {
  InviteExchange& exchange = call.invite;
  const Message& response = env_.message;
  const bool success = response.status() >= 200 && response.status() < 300;
  if (exchange.client != transaction || !exchange.client_open) {
    if (!success || !on_repeated_success(now, flow, call)) on_unclaimed(now, flow, transaction);
    return;
  }
  Leg& far = call.leg(other(exchange.from));
  if (flow.is_connection()) far.flow = flow;
  far.speaks.learn(response);
  if (response.status() < 200) return on_provisional(now, flow, call);
  exchange.client_open = false;
  if (success) return on_success(now, flow, call);
  on_failure(now, flow, call);
}

void CallControl::on_success(sip::Instant now, const Flow& flow, Call& call) {
  InviteExchange& exchange = call.invite;
  exchange.answered = true;
  Leg& far = call.leg(other(exchange.from));
  if (exchange.initial && !far.dialog.confirm(env_.message)) return on_unusable_success(now, flow, call);
  if (!exchange.initial) static_cast<void>(far.dialog.refresh_target(env_.message));
  far.state = Leg::State::confirmed;
  env_.capabilities[far.peer] = far.speaks;
  // The ACK waits for nothing when the offer was in the INVITE: Twilio gives up after 32 s without one.
  if (!exchange.offerless || call.state == Call::State::closing)
    send_ack(now, call, other(exchange.from), exchange.client_cseq, {});
  if (call.state == Call::State::closing) return end_leg(now, call, other(exchange.from), nullptr);
  if (exchange.own) return on_own_success(now, call);
  far.session.on_answer(now, env_.message);
  const auto offer = env_.buffers.view(exchange.sdp);
  // What the INVITE has offered and what this says may be older than an UPDATE.
  const bool updated = exchange.early_updated && exchange.far_sdp_fork == text_hash(env_.message.to_tag());
  if (!updated || far.sdp_sent == 0)
    keep_sdp(far, updated ? std::string_view{} : sdp_of(env_.message).sdp, {offer.data(), offer.size()});
  // The deadline of a wait for the anchor stays: its reply may never come.
  if (call.wait.step != MediaWait::For::nothing) return park(call, flow);
  set_deadline(call, sip::never);
  if (exchange.reliable.holds_success()) return park(call, flow);
  carry_response(now, flow, call);
}

bool CallControl::on_repeated_success(sip::Instant now, const Flow& flow, Call& call) {
  const Message& response = env_.message;
  // The exchange it belongs to may be over, and one in the other direction be under way.
  const Side to = call.leg(Side::a).dialog.call_id() == response.call_id() ? Side::a : Side::b;
  Leg& far = call.leg(to);
  const bool known = far.state == Leg::State::confirmed || far.state == Leg::State::ended;
  if (!known || response.to_tag() != far.dialog.remote_tag()) return false;
  // RFC 3261 §13.2.2.4: a repeated 2xx means that the ACK was lost.
  if (flow.is_connection()) far.flow = flow;
  const InviteExchange& exchange = call.invite;
  const bool current = to == other(exchange.from) && response.cseq().seq == exchange.client_cseq;
  // Without an offer in the INVITE the first ACK waits for the near side's, which brings the answer.
  if (current && !exchange.acknowledged) return true;
  if (current && exchange.ack != 0) {
    env_.messenger.send(env_.targets.flow_in_dialog(far), env_.buffers.view(exchange.ack));
  } else {
    send_ack(now, call, to, response.cseq().seq, {});
  }
  return true;
}

void CallControl::carry_response(sip::Instant now, const Flow& flow, Call& call) {
  const Message& response = env_.message;
  InviteExchange& exchange = call.invite;
  const Side far = other(exchange.from);
  const bool final_answer = response.status() >= 200;
  if (!final_answer) {
    // One that waited for the anchor while the answer came must not take the dialog to another fork.
    if (response.to_tag().empty() || exchange.answered) return;
    if (!call.leg(far).dialog.adopt_early(response)) return;
    call.leg(far).state = Leg::State::early;
    if (!exchange.ringing_seen)
      env_.counters.observe(metrics::Histogram::post_dial_delay, call.leg(Side::b).peer,
                            std::chrono::duration<double>(now - call.sent).count());
    exchange.ringing_seen = true;
  }
  std::string_view sdp = sdp_of(response).sdp;
  const std::uint64_t fork = text_hash(response.to_tag());
  // What has been agreed to need not be said again in the INVITE's responses, and may have changed since.
  if (exchange.early_updated && (!final_answer || exchange.far_sdp_fork == fork)) {
    if (final_answer && exchange.near_fork != fork) return answer_invite_anew(now, flow, call);
    return relay_response(now, call, response, {});
  }
  if (sdp.empty() && final_answer && exchange.far_sdp != 0 && exchange.far_sdp_fork == fork) {
    // The other leg has its answer from a reliable 18x. This one may have seen none that counts (RFC 3261 §13.2.1).
    const auto kept = env_.buffers.view(exchange.far_sdp);
    sdp = {kept.data(), kept.size()};
  }
  if (exchange.early_offer != 0) {
    // What this fork says once more is no answer any more. Another one would have to bring an offer of its own, which
    // its answer alone does.
    if (fork == exchange.early_offer) return relay_response(now, call, response, {});
    if (!final_answer) return;
    exchange.own_offer = true;
  }
  const bool offers_early = !final_answer && exchange.own_offer && exchange.wants_reliable && exchange.initial;
  // An unreliable 18x to an offerless INVITE can hold no offer (RFC 3261 §13.2.1): its body stays behind.
  if (sdp.empty() && final_answer && exchange.answer_in_ack())
    return hang_up(now, call, CallEnd::failed, 502, "the answer to an INVITE without SDP brings no SDP either");
  if (sdp.empty() || (exchange.answer_in_ack() && !final_answer && !offers_early))
    return relay_response(now, call, response, {});
  const bool offer = exchange.offerless || exchange.early_offer != 0;
  const auto step = offer ? MediaWait::For::offer_of_response : MediaWait::For::answer_of_response;
  const auto kind = offer ? media::CommandKind::offer : media::CommandKind::answer;
  call.wait.fork = fork;
  if (!ask_media(now, call, step, kind, far, sdp, flow, true))
    hang_up(now, call, CallEnd::failed, 503, "the media anchor takes no more work");
}

void CallControl::relay_response(sip::Instant now, Call& call, const Message& response, std::string_view sdp) {
  InviteExchange& exchange = call.invite;
  Leg& near = call.leg(exchange.from);
  const int status = response.status();
  // RFC 3262 §5: the first reliable response to an INVITE without SDP has to bring the offer.
  if (status < 200 && exchange.answer_in_ack() && exchange.wants_reliable) {
    if (sdp.empty()) return;
    exchange.early_offer = text_hash(response.to_tag());
  }
  if (exchange.initial) {
    // Each fork of the far side is a dialog of its own on the near side, told apart by the sealed tag (§12.1).
    Identities::Buffer buffer;
    const std::string_view tag = env_.identities.tag(near.zone, response.to_tag(), buffer);
    if (tag.empty() || !near.dialog.set_local_tag(tag)) {
      if (status < 200) return;
      return hang_up(now, call, CallEnd::failed, 502, "the tag of the called side is longer than this product handles");
    }
    near.state = status < 200 ? Leg::State::early : Leg::State::confirmed;
  }
  if (env_.stored.parse(env_.messenger.layer().request_of(exchange.server)) != sip::ParseError::none) return;
  if (status >= 200) {
    exchange.reliable.stop();
    near.session.accept(now, env_.stored);
    // Without SDP it leaves what an 18x, a PRACK or an UPDATE has agreed to.
    if (!exchange.initial || !sdp.empty()) keep_sdp(near, sdp_of(env_.stored).sdp, sdp);
    set_deadline(call, sip::never);
  }
  const std::uint32_t rseq = status < 200 ? number_reliable(now, call, !sdp.empty()) : 0;
  if (rseq != 0 && !sdp.empty()) {
    keep_early_answer(call, response);
    keep_sdp(near, sdp_of(env_.stored).sdp, sdp);
  }
  const auto bytes = env_.composer.response(env_.messenger.compose(), call, exchange.from, env_.stored, near.flow,
                                            status, &response, sdp, rseq);
  env_.messenger.respond(now, exchange.server, status, bytes);
  if (status < 200) return;
  drop_parked(call);
  near.dialog.confirm();
  exchange.relayed = true;
  if (exchange.initial) {
    call.state = Call::State::established;
    call.answered_at = now;
    env_.counters.observe(metrics::Histogram::call_setup, call.leg(Side::b).peer,
                          std::chrono::duration<double>(now - call.sent).count());
    log(LogLevel::info, "call.answered", call, "answered");
  }
  if (exchange.update) exchange.server = {};  // no ACK follows
  if (!exchange.answer_in_ack()) finish_exchange(call);
}

void CallControl::on_failure(sip::Instant now, const Flow&, Call& call) {
  InviteExchange& exchange = call.invite;
  const Message& response = env_.message;
  const int status = response.status();
  if (call.state == Call::State::closing) return release_if_done(call);
  if ((status == 401 || status == 407) && !exchange.cancelled && answer_challenge(now, call)) return;
  if (status == 403 && exchange.challenged) reject_credentials(call);
  if (status == 422 && !exchange.cancelled && ask_longer_session(now, call)) return;
  if (exchange.own) return on_own_failure(now, call, status, &response);
  if (!exchange.initial) return on_reinvite_failure(now, call, status, &response);
  on_initial_failure(now, call, status, &response);
}

void CallControl::on_initial_failure(sip::Instant now, Call& call, int status, const Message* response) {
  InviteExchange& exchange = call.invite;
  const bool may_try = !exchange.cancelled && worth_another_target(status) && !exchange.ringing_seen;
  if (response != nullptr && may_try) log(LogLevel::warning, "call.target_failed", call, sip::reason_phrase(status));
  if (may_try) {
    exchange.challenged = false;
    if (try_next_target(now, call)) return;
  }
  const int told = status_for_near_side(status);
  respond_near(now, call, told, response);
  close(now, call, end_of(status), sip::reason_phrase(status));
}

void CallControl::on_reinvite_failure(sip::Instant now, Call& call, int status, const Message* response) {
  InviteExchange& exchange = call.invite;
  if (!exchange.offerless) tell_media(call, media::CommandKind::cancel_offer, exchange.from);
  respond_near(now, call, status_for_near_side(status), response);
  exchange.server = {};
  finish_exchange(call);
  // RFC 3261 §12.2.1.2: these two say that the dialog itself is gone.
  if (status == 481 || status == 408) hang_up(now, call, CallEnd::failed, 0, "the far side no longer knows the call");
}

void CallControl::respond_near(sip::Instant now, Call& call, int status, const Message* source) {
  InviteExchange& exchange = call.invite;
  const sip::TransactionId server = std::exchange(exchange.server, {});
  if (!server) return;
  // RFC 4320 §4.2: an UPDATE is never told 408, whatever the far side said to the INVITE that it became.
  if (exchange.update && status == 408) status = 504;
  Leg& near = call.leg(exchange.from);
  if (env_.stored.parse(env_.messenger.layer().request_of(server)) != sip::ParseError::none) return;
  Identities::Buffer buffer;
  if (near.dialog.local_tag().empty() && !near.dialog.set_local_tag(env_.identities.own_tag(near.zone, buffer))) return;
  const auto bytes =
      env_.composer.response(env_.messenger.compose(), call, exchange.from, env_.stored, near.flow, status, source, {});
  env_.messenger.respond(now, server, status, bytes);
}

void CallControl::send_ack(sip::Instant, Call& call, Side to, std::uint32_t cseq, std::string_view sdp) {
  Leg& leg = call.leg(to);
  Identities::Buffer buffer;
  const Composer::Outgoing out{call, to, env_.identities.own_branch(leg.zone, buffer), cseq, sdp};
  const auto bytes = env_.composer.ack(env_.messenger.compose(), out, nullptr);
  if (!sdp.empty()) {
    env_.buffers.release(call.invite.ack);
    call.invite.ack = env_.buffers.store(bytes);
  }
  if (cseq == call.invite.client_cseq) call.invite.acknowledged = true;
  env_.messenger.send(env_.targets.flow_in_dialog(leg), bytes);
}

void CallControl::on_notice(sip::Instant now, const Messenger::Notice& notice) {
  Call* call = env_.calls.find(CallId::from_word(notice.user));
  if (call == nullptr) return;
  InviteExchange& exchange = call->invite;
  if (notice.kind == sip::ActionKind::ack_missing) {
    if (exchange.server == notice.transaction) exchange.server = {};
    if (call->state == Call::State::closing) return release_if_done(*call);
    return hang_up(now, *call, CallEnd::failed, 0, "no ACK came for the answer: check that our Contact is reachable");
  }
  const bool connection_lost = notice.kind == sip::ActionKind::transport_failed;
  // RFC 3261 §8.1.3.1: a transport error is a 503, which ends no dialog; silence is a 408, which does.
  if (exchange.client == notice.transaction) return on_invite_lost(now, *call, connection_lost ? 503 : 408);
  // An answer of ours, or an attempt that was given up, is none of what the end of the call waits for.
  const sip::TransactionId lost = notice.transaction;
  for (const Side side : {Side::a, Side::b})
    if (lost == call->leg(side).refresh) return on_refresh_lost(now, *call, side, connection_lost);
  if (call->update.client == lost) return give_up_early_update(now, *call, 504);
  if (call->transfer.client == lost) {
    call->transfer.client = {};
    return answer_refer(now, *call, connection_lost ? 503 : 504);
  }
  if (lost != call->leg(Side::a).bye && lost != call->leg(Side::b).bye && lost != call->cancel) return;
  if (call->requests_open > 0) --call->requests_open;
  if (connection_lost) repeat_bye(now, *call, lost);
  release_if_done(*call);
}

void CallControl::on_invite_lost(sip::Instant now, Call& call, int status) {
  InviteExchange& exchange = call.invite;
  if (!exchange.client_open) return;
  exchange.client_open = false;
  if (call.state == Call::State::closing) return release_if_done(call);
  if (exchange.own) return on_own_failure(now, call, status, nullptr);
  if (!exchange.initial) return on_reinvite_failure(now, call, status, nullptr);
  log(LogLevel::warning, "call.target_failed", call, "no response from the called side, or its connection failed");
  on_initial_failure(now, call, status, nullptr);
}

void CallControl::on_bye_response(sip::Instant now, Call& call) {
  const int status = env_.message.status();
  const bool challenged = status == 401 || status == 407;
  if (challenged && !call.bye_challenged) {
    for (const Side side : {Side::a, Side::b}) {
      const Leg& leg = call.leg(side);
      if (leg.dialog.call_id() != env_.message.call_id()) continue;
      const auto answer = ChallengeAnswer::answer(env_.message, peer_of(call, side), env_.identities.fresh());
      if (!answer) break;
      call.bye_challenged = true;
      if (call.requests_open > 0) --call.requests_open;
      return send_bye(now, call, side, nullptr, &*answer);
    }
  }
  if (call.requests_open > 0) --call.requests_open;
  release_if_done(call);
}

}  // namespace trunkgate::proxy
