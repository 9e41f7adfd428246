// SPDX-License-Identifier: Apache-2.0
// Session timers, RFC 4028, run on each leg alone: a refresh of the peer ends here, and ours begins here.
#include <algorithm>

#include "proxy/call/call_control.h"
#include "proxy/call/challenge_answer.h"
#include "proxy/call/text_hash.h"
#include "sip/dialog/glare.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

using sip::Message;
using sip::Method;

namespace {

/// RFC 3261 §20.33, in front of its comment and parameters; 0 when there is none.
std::chrono::seconds retry_after(const Message& response) {
  const std::string_view text = response.value(sip::HeaderId::retry_after);
  std::uint64_t seconds = 0;
  if (!sip::read_number(text.substr(0, text.find_first_not_of("0123456789")), UINT32_MAX, seconds)) return {};
  return std::chrono::seconds(seconds);
}

}  // namespace

void CallControl::keep_sdp(Leg& leg, std::string_view heard, std::string_view sent) {
  env_.kept_sdp.release(leg.sdp_sent);
  leg.sdp_heard = heard.empty() ? 0 : text_hash(heard);
  if (!sent.empty()) leg.sdp_sent = env_.kept_sdp.store({sent.data(), sent.size()});
}

void CallControl::keep_answer(Leg& leg, std::string_view sent) {
  env_.kept_sdp.release(leg.sdp_sent);
  leg.sdp_sent = env_.kept_sdp.store({sent.data(), sent.size()});
}

bool CallControl::is_repeated(const Leg& leg, std::string_view sdp) {
  const bool kept = leg.session.running() && leg.sdp_sent != 0 && leg.sdp_heard != 0;
  return kept && !sdp.empty() && text_hash(sdp) == leg.sdp_heard;
}

bool CallControl::absorb_refresh(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found,
                                 std::string_view sdp) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  if (!is_repeated(leg, sdp)) return false;
  begin_exchange(call, {.from = found.side, .server = server, .server_cseq = env_.message.cseq().seq, .relayed = true});
  env_.messenger.layer().set_user(server, call.id.word());
  leg.session.accept(now, env_.message);
  const auto sent = env_.kept_sdp.view(leg.sdp_sent);
  const auto bytes = env_.composer.response(env_.messenger.compose(), call, found.side, env_.message, flow, 200,
                                            nullptr, {sent.data(), sent.size()});
  env_.messenger.respond(now, server, 200, bytes);
  arm(call);
  return true;
}

void CallControl::refresh(sip::Instant now, Call& call, Side side) {
  Leg& leg = call.leg(side);
  const bool busy = call.is_negotiating() || leg.refresh;
  if (busy || leg.state != Leg::State::confirmed) return leg.session.postpone(now + refresh_retry);
  if (leg.speaks.has(Feature::update)) {
    if (!send_update(now, call, side, nullptr)) leg.session.postpone(now + refresh_retry);
    return;
  }
  const auto sent = env_.kept_sdp.view(leg.sdp_sent);
  if (sent.empty() || !send_own_invite(now, call, side, {sent.data(), sent.size()}))
    log(LogLevel::warning, "session.no_refresh", call, "we are to refresh the session and have nothing to do it with");
}

bool CallControl::send_update(sip::Instant now, Call& call, Side side, const Credentials* credentials) {
  Leg& leg = call.leg(side);
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(leg.zone, buffer);
  const Composer::Outgoing out{call, side, branch, leg.dialog.next_local_seq(), {}};
  const auto bytes = env_.composer.update(env_.messenger.compose(), out, credentials);
  leg.refresh_challenged = credentials != nullptr;
  leg.refresh =
      env_.messenger.request(now, Method::update, branch, bytes, env_.targets.flow_in_dialog(leg), call.id.word());
  return static_cast<bool>(leg.refresh);
}

void CallControl::on_update_response(sip::Instant now, Call& call, sip::TransactionId transaction) {
  if (call.update.client == transaction) return on_early_update_response(now, call);
  const Message& response = env_.message;
  const int status = response.status();
  const Side side = call.leg(Side::a).refresh == transaction ? Side::a : Side::b;
  Leg& leg = call.leg(side);
  if (status < 200 || leg.refresh != transaction) return;
  leg.refresh = {};
  if (call.state == Call::State::closing) return;
  if (status < 300) {
    leg.session.on_answer(now, response);
    static_cast<void>(leg.dialog.refresh_target(response));
    return arm(call);
  }
  if ((status == 401 || status == 407) && answer_update_challenge(now, call, side)) return;
  if (status == 481 || status == 408)
    return hang_up(now, call, CallEnd::failed, 0, "the peer no longer knows the call: it refused a session refresh");
  if (status == 405 || status == 501) leg.speaks.forget(Feature::update);
  refresh_later(now, call, side, status, response);
}

bool CallControl::answer_update_challenge(sip::Instant now, Call& call, Side side) {
  const auto answer = ChallengeAnswer::answer(env_.message, peer_of(call, side), env_.identities.fresh());
  return answer && !call.leg(side).refresh_challenged && send_update(now, call, side, &*answer);
}

/// A refresh was refused. What may go through another time is tried again; else the timer runs out.
void CallControl::refresh_later(sip::Instant now, Call& call, Side side, int status, const Message& response) {
  Leg& leg = call.leg(side);
  const bool now_longer = status == 422 && leg.session.on_refused(response);
  if (now_longer || status == 405 || status == 501) return refresh(now, call, side);
  // RFC 3261 §14.1: the Call-ID of the leg that the call came in on is its peer's, the other one is ours.
  if (status == 491) leg.session.postpone(now + sip::glare_backoff(side == Side::b, env_.identities.fresh()));
  if (status == 500 || status == 503)
    leg.session.postpone(now +
                         std::clamp<std::chrono::seconds>(retry_after(response), refresh_retry, refresh_retry_max));
  arm(call);
}

void CallControl::on_refresh_lost(sip::Instant now, Call& call, Side side, bool connection_lost) {
  Leg& leg = call.leg(side);
  leg.refresh = {};
  if (call.state == Call::State::closing) return;
  if (!connection_lost) return hang_up(now, call, CallEnd::failed, 0, "session timer: our refresh was not answered");
  leg.session.postpone(now + refresh_retry);
  arm(call);
}

bool CallControl::send_own_invite(sip::Instant now, Call& call, Side to, std::string_view sdp) {
  begin_exchange(call, {.active = true, .own = true, .from = other(to)});
  call.invite.sdp = env_.buffers.store({sdp.data(), sdp.size()});
  if (call.invite.sdp != 0 && send_invite(now, call, env_.targets.flow_in_dialog(call.leg(to)), nullptr)) return true;
  finish_exchange(call);
  return false;
}

void CallControl::on_own_success(sip::Instant now, Call& call) {
  Leg& leg = call.leg(other(call.invite.from));
  leg.session.on_answer(now, env_.message);
  finish_exchange(call);
}

void CallControl::on_own_failure(sip::Instant now, Call& call, int status, const Message* response) {
  const Side side = other(call.invite.from);
  finish_exchange(call);
  if (response == nullptr && status == 503) return on_refresh_lost(now, call, side, true);
  if (response == nullptr || status == 481 || status == 408)
    return hang_up(now, call, CallEnd::failed, 0, "the peer no longer knows the call: it refused a session refresh");
  refresh_later(now, call, side, status, *response);
}

}  // namespace trunkgate::proxy
