// SPDX-License-Identifier: Apache-2.0
// Asking the anchor and going on with its answer. The call waits in MediaWait; a message that the answer belongs to is
// kept as bytes and read again, so nothing borrowed is ever stored.
#include <utility>

#include "proxy/call/call_control.h"
#include "proxy/call/text_hash.h"

namespace trunkgate::proxy {

using sip::Message;

namespace {

int status_of(media::Refusal reason) {
  switch (reason) {
    case media::Refusal::malformed_sdp: return 400;
    case media::Refusal::no_audio:
    case media::Refusal::srtp_required:
    case media::Refusal::srtp_forbidden:
    case media::Refusal::no_common_crypto: return 488;
    case media::Refusal::no_ports:
    case media::Refusal::overloaded:
    case media::Refusal::anchor_down: return 503;
    case media::Refusal::unknown_session: return 481;
    case media::Refusal::none:
    case media::Refusal::state:
    case media::Refusal::anchor_failed: return 500;
  }
  return 500;
}

std::string_view sentence(media::Refusal reason) {
  switch (reason) {
    case media::Refusal::malformed_sdp: return "media: the SDP cannot be read";
    case media::Refusal::no_audio: return "media: no audio line that can be carried";
    case media::Refusal::srtp_required:
      return "media: the zone has srtp: required and the other side does not speak SRTP";
    case media::Refusal::srtp_forbidden: return "media: the zone has srtp: off and the other side demands SRTP";
    case media::Refusal::no_common_crypto: return "media: no SRTP suite in common: see media.suites of the zone";
    case media::Refusal::no_ports: return "media: no port is free: widen media.ports of the zone";
    case media::Refusal::unknown_session: return "media: the anchor does not know the session";
    case media::Refusal::overloaded: return "media: the anchor is overloaded";
    case media::Refusal::anchor_down: return "media: no anchor of media.anchor answers: see media.anchor_down";
    case media::Refusal::anchor_failed: return "media: the remote anchor refused: see media.anchor_refused";
    case media::Refusal::none:
    case media::Refusal::state: return "media: an answer came without an offer";
  }
  return "media: refused";
}

}  // namespace

bool CallControl::ask_media(sip::Instant now, Call& call, MediaWait::For step, media::CommandKind kind, Side from,
                            std::string_view sdp, const Flow& flow, bool keep_message) {
  MediaWait& wait = call.wait;
  if (keep_message) {
    wait.message = env_.buffers.store(env_.message.bytes());
    if (wait.message == 0) return false;
  }
  wait.step = step;
  wait.flow = flow;
  wait.serial = ++env_.serial;
  media::Command& command = env_.command;
  command.kind = kind;
  command.session = call.id.session(env_.settings.worker);
  command.cookie = wait.serial;
  command.reply_to = env_.settings.worker;
  command.from = from;
  command.zone_a = call.leg(Side::a).zone;
  command.zone_b = zone_of_far_leg(call);
  command.fork = wait.fork;
  if (!command.sdp.assign(sdp) || !env_.output.ask_media(command)) {
    env_.buffers.release(wait.message);
    wait = {};
    return false;
  }
  call.has_media = true;
  set_deadline(call, now + media_reply_max);
  return true;
}

std::uint8_t CallControl::zone_of_far_leg(const Call& call) const {
  if (call.state != Call::State::setting_up || call.invite.attempts > 0) return call.leg(Side::b).zone;
  return env_.config.peers[call.route->to.front()].zone;
}

void CallControl::tell_media(Call& call, media::CommandKind kind, Side from) {
  if (!call.has_media) return;
  media::Command& command = env_.command;
  command.kind = kind;
  command.session = call.id.session(env_.settings.worker);
  command.cookie = 0;
  command.reply_to = env_.settings.worker;
  command.from = from;
  static_cast<void>(command.sdp.assign({}));
  if (!env_.output.ask_media(command) && kind == media::CommandKind::remove) {
    // The anchor drops what the proxy forgets by its own media timeout.
    call.has_media = false;
    log(LogLevel::error, "media.remove_lost", call,
        "the anchor's queue is full; the session ends by its media timeout");
  }
}

void CallControl::on_media_event(sip::Instant now, const media::Event& event) {
  Call* call = env_.calls.find(CallId::from_session(event.session));
  if (call == nullptr) return;
  switch (event.kind) {
    case media::EventKind::sdp:
    case media::EventKind::refused:
      if (call->wait.step == MediaWait::For::nothing || event.cookie != call->wait.serial) return;
      if (event.kind == media::EventKind::sdp) return on_media_sdp(now, *call, event);
      return on_media_refused(now, *call, event.reason);
    case media::EventKind::removed: return on_media_removed(now, *call, event);
    case media::EventKind::media_timeout:
      return hang_up(now, *call, CallEnd::timeout, 408, "media timeout: no packet from either side");
    case media::EventKind::first_packet:
      return log(LogLevel::debug, "media.first_packet", *call,
                 event.side == Side::a ? "from the caller" : "from the called side");
    case media::EventKind::statistics: return;  // nobody asks while the call goes on
  }
}

void CallControl::on_media_sdp(sip::Instant now, Call& call, const media::Event& event) {
  MediaWait wait = std::exchange(call.wait, MediaWait{});
  InviteExchange& exchange = call.invite;
  if (call.state == Call::State::closing) return env_.buffers.release(wait.message);
  set_deadline(call, call.state == Call::State::established ? sip::never : now + ringing_max);
  const std::string_view sdp = event.sdp.view();
  if (wait.step == MediaWait::For::offer_of_invite) {
    exchange.sdp = env_.buffers.store({sdp.data(), sdp.size()});
    if (exchange.sdp == 0) return on_media_refused_step(now, call, wait, media::Refusal::overloaded);
    if (exchange.initial ? try_next_target(now, call)
                         : send_invite(now, call, env_.targets.flow_in_dialog(call.leg(other(exchange.from))), nullptr))
      return;
    return exchange.initial ? on_initial_failure(now, call, 503, nullptr)
                            : on_reinvite_failure(now, call, 500, nullptr);
  }
  if (wait.step == MediaWait::For::answer_of_ack) {
    if (exchange.offerless) {
      const Side far = other(exchange.from);
      send_ack(now, call, far, exchange.client_cseq, sdp);
      keep_answer(call.leg(far), sdp);
    }
    finish_exchange(call);
    return;
  }
  if (wait.step == MediaWait::For::offer_anew) return on_offer_anew(now, call, wait);
  if (wait.step == MediaWait::For::offer_of_update) return on_early_offer_taken(now, call, sdp);
  if (wait.step == MediaWait::For::answer_of_update) return finish_early_update(now, call, 200, sdp);
  if (wait.step == MediaWait::For::answer_of_prack) {
    exchange.own_offer = false;
    exchange.near_fork = exchange.early_offer;
    if (env_.stored.parse(env_.messenger.layer().request_of(wait.server)) == sip::ParseError::none) {
      const std::string_view agreed = sdp_of(env_.stored).sdp;
      keep_agreed_sdp(call, exchange.from, agreed);
      call.leg(exchange.from).sdp_heard = text_hash(agreed);
    }
    answer_waiting(now, call, exchange.from, wait.server, 200);
    return resume_parked(now, call);
  }
  // The message is copied out of the pool's buffer, since relaying it may park and release others.
  if (env_.message.parse(env_.buffers.view(wait.message)) == sip::ParseError::none)
    relay_response(now, call, env_.message, sdp);
  env_.buffers.release(wait.message);
  resume_parked(now, call);
}

void CallControl::on_media_refused(sip::Instant now, Call& call, media::Refusal reason) {
  const MediaWait wait = std::exchange(call.wait, MediaWait{});
  on_media_refused_step(now, call, wait, reason);
}

void CallControl::on_media_refused_step(sip::Instant now, Call& call, MediaWait wait, media::Refusal reason) {
  env_.buffers.release(wait.message);
  if (call.state == Call::State::closing) return;
  log(LogLevel::warning, "media.refused", call, sentence(reason));
  InviteExchange& exchange = call.invite;
  // The early dialogs stand as before (RFC 3311 §5.2).
  if (wait.step == MediaWait::For::offer_of_update) return finish_early_update(now, call, status_of(reason), {});
  if (wait.step == MediaWait::For::answer_of_update) return give_up_early_update(now, call, status_of(reason));
  answer_waiting(now, call, exchange.from, wait.server, status_of(reason));
  // A refused re-offer leaves the call as it was (RFC 3261 §14.1); anything else cannot be gone on with.
  if (wait.step == MediaWait::For::offer_of_invite && !exchange.initial) {
    respond_near(now, call, status_of(reason), nullptr);
    exchange.server = {};
    return finish_exchange(call);
  }
  hang_up(now, call, CallEnd::failed, status_of(reason), sentence(reason));
}

void CallControl::park(Call& call, const Flow& flow) {
  // When the queue is full the oldest provisional goes: what it says is overtaken by those behind it.
  if (call.parked_count == parked_per_call_max) {
    env_.buffers.release(call.parked[0].message);
    std::move(call.parked.begin() + 1, call.parked.end(), call.parked.begin());
    --call.parked_count;
  }
  const BufferPool::Handle message = env_.buffers.store(env_.message.bytes());
  if (message != 0) call.parked[call.parked_count++] = {message, flow};
}

void CallControl::drop_parked(Call& call) {
  for (std::uint8_t i = 0; i < call.parked_count; ++i) env_.buffers.release(call.parked[i].message);
  call.parked_count = 0;
}

void CallControl::resume_parked(sip::Instant now, Call& call) {
  while (call.parked_count > 0 && call.wait.step == MediaWait::For::nothing && !call.invite.reliable.pending() &&
         call.state != Call::State::closing) {
    Parked next = call.parked[0];
    std::move(call.parked.begin() + 1, call.parked.begin() + call.parked_count, call.parked.begin());
    --call.parked_count;
    if (env_.message.parse(env_.buffers.view(next.message)) == sip::ParseError::none)
      carry_response(now, next.flow, call);
    env_.buffers.release(next.message);
  }
}

void CallControl::on_media_removed(sip::Instant, Call& call, const media::Event& event) {
  tell_figures(call, event.statistics);
  tell_record(call, event.statistics);
  call.has_media = false;
  release_if_done(call);
}

}  // namespace trunkgate::proxy
