// SPDX-License-Identifier: Apache-2.0
// The last part of a call's life: both legs are told, the anchor gives its figures, what is under way runs out.
#include <algorithm>
#include <array>
#include <cstdio>

#include "proxy/call/call_control.h"

namespace trunkgate::proxy {

using sip::Message;
using sip::Method;

namespace {

std::string_view name_of(CallEnd end) {
  switch (end) {
    case CallEnd::answered: return "answered";
    case CallEnd::cancelled: return "cancelled";
    case CallEnd::refused: return "refused";
    case CallEnd::timeout: return "timeout";
    case CallEnd::none:
    case CallEnd::failed: return "failed";
  }
  return "failed";
}

metrics::CallResult result_of(CallEnd end) {
  switch (end) {
    case CallEnd::answered: return metrics::CallResult::answered;
    case CallEnd::cancelled: return metrics::CallResult::cancelled;
    case CallEnd::refused: return metrics::CallResult::refused;
    case CallEnd::timeout: return metrics::CallResult::timeout;
    case CallEnd::none:
    case CallEnd::failed: return metrics::CallResult::failed;
  }
  return metrics::CallResult::failed;
}

}  // namespace

void CallControl::hang_up(sip::Instant now, Call& call, CallEnd end, int status, std::string_view why) {
  if (call.state == Call::State::closing) return;
  InviteExchange& exchange = call.invite;
  const bool answered = call.state == Call::State::established;
  if (exchange.active && exchange.server && !exchange.relayed)
    respond_near(now, call, status != 0 ? status : 500, nullptr);
  cancel_far(now, call);
  end_leg(now, call, Side::a, nullptr);
  end_leg(now, call, Side::b, nullptr);
  close(now, call, answered && end == CallEnd::failed ? CallEnd::answered : end, why);
}

void CallControl::end_leg(sip::Instant now, Call& call, Side side, const Message* bye) {
  Leg& leg = call.leg(side);
  if (leg.state != Leg::State::confirmed) return;
  leg.state = Leg::State::ended;
  // RFC 3261 §13.2.2.4: an answer that cannot be gone on with gets its ACK too, before the BYE.
  const InviteExchange& exchange = call.invite;
  if (side == other(exchange.from) && exchange.answered && !exchange.acknowledged)
    send_ack(now, call, side, exchange.client_cseq, {});
  send_bye(now, call, side, bye, nullptr);
}

void CallControl::send_bye(sip::Instant now, Call& call, Side side, const Message* bye,
                           const Credentials* credentials) {
  Leg& leg = call.leg(side);
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(leg.zone, buffer);
  const Composer::Outgoing out{call, side, branch, leg.dialog.next_local_seq(), {}};
  const auto bytes = env_.composer.bye(env_.messenger.compose(), out, bye, credentials);
  leg.bye = env_.messenger.request(now, Method::bye, branch, bytes, env_.targets.flow_in_dialog(leg), call.id.word());
  if (leg.bye) ++call.requests_open;
}

void CallControl::repeat_bye(sip::Instant now, Call& call, sip::TransactionId lost) {
  for (const Side side : {Side::a, Side::b}) {
    Leg& leg = call.leg(side);
    if (leg.bye_repeated || leg.bye != lost) continue;
    // Without it the far side keeps talking to nobody. Once: a peer that refuses the new connection too is gone.
    leg.bye_repeated = true;
    return send_bye(now, call, side, nullptr, nullptr);
  }
}

void CallControl::cancel_far(sip::Instant now, Call& call) {
  InviteExchange& exchange = call.invite;
  if (!exchange.client_open) return;
  exchange.cancelled = true;
  if (!exchange.provisional_seen) return;
  const sip::TransactionId cancel = send_cancel(now, exchange.client, call.id.word(), exchange.cancel_reason);
  if (!cancel) return;
  call.cancel = cancel;
  ++call.requests_open;
}

void CallControl::close(sip::Instant now, Call& call, CallEnd end, std::string_view why) {
  if (call.state == Call::State::closing) return;
  const double seconds =
      call.answered_at == sip::Instant{} ? 0.0 : std::chrono::duration<double>(now - call.answered_at).count();
  call.state = Call::State::closing;
  call.end = end;
  call.ended_at = now;
  call.why = why;
  finish_exchange(call);
  answer_refer(now, call, 487);  // RFC 3261 §15.1.2
  drop_parked(call);
  env_.buffers.release(call.wait.message);
  answer_waiting(now, call, call.invite.from, call.wait.server, 481);
  call.wait = {};
  answer_waiting(now, call, call.update.from, call.update.server, 481);
  call.update = {};
  tell_media(call, media::CommandKind::remove, call.invite.from);
  if (call.near_counted) env_.limiter.end_call(call.leg(Side::a).peer);
  if (call.far_counted) env_.limiter.end_call(call.leg(Side::b).peer);
  call.near_counted = call.far_counted = false;
  env_.counters.add(metrics::Counter::calls, {call.leg(Side::a).peer, result_of(end)});
  std::array<char, 256> text;
  const int size =
      std::snprintf(text.data(), text.size(), "%.*s after %.1f s: %.*s", static_cast<int>(name_of(end).size()),
                    name_of(end).data(), seconds, static_cast<int>(std::min<std::size_t>(why.size(), 180)), why.data());
  log(LogLevel::info, "call.ended", call,
      {text.data(), std::min<std::size_t>(static_cast<std::size_t>(size), text.size() - 1)});
  if (!call.has_media) tell_record(call, {});
  set_deadline(call, now + closing_max);
  release_if_done(call);
}

void CallControl::begin_exchange(Call& call, const InviteExchange& exchange) {
  finish_exchange(call);
  env_.buffers.release(call.invite.ack);
  call.invite = exchange;
}

void CallControl::finish_exchange(Call& call) {
  InviteExchange& exchange = call.invite;
  exchange.active = false;
  exchange.reliable.stop();
  env_.buffers.release(exchange.sdp);
  env_.buffers.release(exchange.far_sdp);
  env_.buffers.release(exchange.near_sdp);
  // §14.1: whatever became of a re-INVITE, the call goes on; its time limits end with it.
  if (call.state == Call::State::established) set_deadline(call, sip::never);
}

void CallControl::release_if_done(Call& call) {
  if (call.state != Call::State::closing || call.requests_open > 0 || call.has_media || call.invite.client_open) return;
  // The 2xx is repeated until its ACK (RFC 3261 §13.3.1.4), which finds the transaction by the call.
  if (call.invite.server) return;
  release(call);
}

void CallControl::release(Call& call) {
  if (call.state == Call::State::closing) tell_record(call, {});  // the anchor never gave its figures
  if (call.near_counted) env_.limiter.end_call(call.leg(Side::a).peer);
  if (call.far_counted) env_.limiter.end_call(call.leg(Side::b).peer);
  for (BufferPool::Handle* const kept :
       {&call.invite.sdp, &call.invite.far_sdp, &call.invite.near_sdp, &call.invite.ack, &call.wait.message})
    env_.buffers.release(*kept);
  for (Leg& leg : call.legs) env_.kept_sdp.release(leg.sdp_sent);
  env_.timers.stop(call.timer);
  env_.calls.destroy(call);
}

void CallControl::tell_record(Call& call, const media::Statistics& statistics) {
  if (call.recorded) return;
  call.recorded = true;
  CallRecord record;
  record.call_id = call.leg(Side::a).dialog.call_id();
  record.from_peer = peer_of(call, Side::a).name;
  record.to_peer = peer_of(call, Side::b).name;
  record.caller = call.leg(Side::a).dialog.remote_uri();
  record.called = call.number.view();
  record.result = name_of(call.end);
  record.reason = call.why;
  record.started = call.started;
  record.answered = call.answered_at;
  record.ended = call.ended_at;
  record.figures = statistics;
  env_.output.record(record);
}

void CallControl::log(LogLevel level, std::string_view event, const Call& call, std::string_view text) {
  env_.output.log({level, event, call.leg(Side::a).dialog.call_id(), peer_of(call, Side::a).name, text});
}

}  // namespace trunkgate::proxy
