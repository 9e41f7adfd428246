// SPDX-License-Identifier: Apache-2.0
// An UPDATE with an offer before the INVITE has its final response, RFC 3311 §5.1. When the other leg is as far and
// speaks UPDATE, it gets the offer in one of ours; else the anchor answers with what that leg has agreed to.
#include <utility>

#include "proxy/call/call_control.h"
#include "proxy/call/text_hash.h"

namespace trunkgate::proxy {

namespace {

/// Why this offer cannot be taken now, RFC 3311 §5.2.
enum class Obstacle { none, their_offer_open, our_offer_open, other_leg_not_ready };

Obstacle obstacle(const Call& call, Side side) {
  const InviteExchange& exchange = call.invite;
  const EarlyUpdate& update = call.update;
  if (update.active) return update.from == side ? Obstacle::their_offer_open : Obstacle::our_offer_open;
  const bool near = side == exchange.from;
  const std::uint64_t fork = text_hash(call.leg(other(exchange.from)).dialog.remote_tag());
  const bool near_agreed = exchange.near_fork == fork;
  const bool far_agreed = exchange.far_sdp_fork == fork && exchange.far_reliable;
  // The offer that is open is the INVITE's, or in a call without SDP that of our reliable 18x.
  if (near && !near_agreed) return exchange.own_offer ? Obstacle::our_offer_open : Obstacle::their_offer_open;
  if (!near && !far_agreed) return Obstacle::our_offer_open;
  // A caller without a reliable answer is still bound by the offer in its INVITE; one that brought none by nothing.
  const bool other_is_bound = near ? exchange.far_sdp_fork == fork : near_agreed || !exchange.own_offer;
  if (!other_is_bound) return Obstacle::other_leg_not_ready;
  return call.wait.step == MediaWait::For::nothing ? Obstacle::none : Obstacle::their_offer_open;
}

}  // namespace

void CallControl::on_early_offer(sip::Instant now, const Flow& flow, sip::TransactionId server,
                                 CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  switch (obstacle(call, found.side)) {
    case Obstacle::none: break;
    case Obstacle::their_offer_open: return refuse_in_dialog(now, flow, server, leg, 500, true);
    case Obstacle::our_offer_open: return refuse_in_dialog(now, flow, server, leg, 491);
    case Obstacle::other_leg_not_ready: return refuse_in_dialog(now, flow, server, leg, 504);
  }
  leg.flow = flow;
  leg.speaks.learn(env_.message);
  static_cast<void>(leg.dialog.refresh_target(env_.message));
  InviteExchange& exchange = call.invite;
  exchange.early_updated = true;
  const bool both = exchange.far_reliable && exchange.near_fork == exchange.far_sdp_fork;
  const bool crosses = both && call.leg(other(found.side)).speaks.has(Feature::update);
  call.update = {.active = true, .crosses = crosses, .from = found.side, .server = server};
  env_.messenger.layer().set_user(server, call.id.word());
  const std::string_view sdp = sdp_of(env_.message).sdp;
  if (!ask_media(now, call, MediaWait::For::offer_of_update, media::CommandKind::offer, found.side, sdp, flow, false))
    finish_early_update(now, call, 503, {});
}

void CallControl::on_early_offer_taken(sip::Instant now, Call& call, std::string_view offer) {
  EarlyUpdate& update = call.update;
  if (update.crosses && send_early_update(now, call, offer)) return;
  answer_early_offer_here(now, call);
}

bool CallControl::send_early_update(sip::Instant now, Call& call, std::string_view offer) {
  EarlyUpdate& update = call.update;
  const Side to = other(update.from);
  Leg& leg = call.leg(to);
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(leg.zone, buffer);
  const Composer::Outgoing out{call, to, branch, leg.dialog.next_local_seq(), offer};
  const auto bytes = env_.composer.update(env_.messenger.compose(), out, nullptr);
  update.client =
      env_.messenger.request(now, sip::Method::update, branch, bytes, env_.targets.flow_in_dialog(leg), call.id.word());
  if (!update.client) return false;
  update.due = now + update_answer_max;
  arm(call);
  return true;
}

void CallControl::answer_early_offer_here(sip::Instant now, Call& call) {
  EarlyUpdate& update = call.update;
  update.crosses = false;
  const Side side = other(update.from);
  const InviteExchange& exchange = call.invite;
  const auto agreed = env_.buffers.view(side == exchange.from ? exchange.near_sdp : exchange.far_sdp);
  std::string_view sdp(agreed.data(), agreed.size());
  if (side == exchange.from && sdp.empty()) sdp = offer_of_invite(call);
  if (sdp.empty() || !ask_media(now, call, MediaWait::For::answer_of_update, media::CommandKind::answer, side, sdp,
                                call.leg(side).flow, false))
    give_up_early_update(now, call, 504);
}

std::string_view CallControl::offer_of_invite(const Call& call) {
  const auto invite = env_.messenger.layer().request_of(call.invite.server);
  return env_.stored.parse(invite) == sip::ParseError::none ? sdp_of(env_.stored).sdp : std::string_view{};
}

/// The called side has changed its answer by an UPDATE, and the caller has seen none that counts: the offer of the
/// INVITE is made once more, for that side alone, and answered with what it says now.
void CallControl::answer_invite_anew(sip::Instant now, const Flow& flow, Call& call) {
  call.wait.fork = call.invite.far_sdp_fork;
  if (!ask_media(now, call, MediaWait::For::offer_anew, media::CommandKind::offer, call.invite.from,
                 offer_of_invite(call), flow, true))
    hang_up(now, call, CallEnd::failed, 503, "the media anchor takes no more work");
}

void CallControl::on_offer_anew(sip::Instant now, Call& call, MediaWait wait) {
  const auto agreed = env_.buffers.view(call.invite.far_sdp);
  call.wait.fork = wait.fork;
  const bool asked = env_.message.parse(env_.buffers.view(wait.message)) == sip::ParseError::none &&
                     ask_media(now, call, MediaWait::For::answer_of_response, media::CommandKind::answer,
                               other(call.invite.from), {agreed.data(), agreed.size()}, wait.flow, true);
  env_.buffers.release(wait.message);
  if (!asked) hang_up(now, call, CallEnd::failed, 503, "the media anchor takes no more work");
}

void CallControl::on_early_update_response(sip::Instant now, Call& call) {
  EarlyUpdate& update = call.update;
  const int status = env_.message.status();
  if (status < 200) return;
  const Side side = other(update.from);
  Leg& leg = call.leg(side);
  const sip::TransactionId client = std::exchange(update.client, {});
  update.due = sip::never;
  arm(call);
  if (status == 405 || status == 501) {
    leg.speaks.forget(Feature::update);
    return answer_early_offer_here(now, call);
  }
  if (status >= 300) return give_up_early_update(now, call, status == 488 || status == 491 ? status : 504);
  static_cast<void>(leg.dialog.refresh_target(env_.message));
  const std::string_view sdp = sdp_of(env_.message).sdp;
  if (!sdp.empty() && env_.stored.parse(env_.messenger.layer().request_of(client)) == sip::ParseError::none)
    keep_sdp(leg, sdp, sdp_of(env_.stored).sdp);
  const bool idle = call.wait.step == MediaWait::For::nothing;
  const bool asked =
      idle && !sdp.empty() &&
      ask_media(now, call, MediaWait::For::answer_of_update, media::CommandKind::answer, side, sdp, leg.flow, false);
  if (!asked) return give_up_early_update(now, call, 504);
  keep_agreed_sdp(call, side, sdp);
}

void CallControl::keep_agreed_sdp(Call& call, Side side, std::string_view sdp) {
  // After the final response nobody asks for it.
  if (!call.invite.active) return;
  BufferPool::Handle& kept = side == call.invite.from ? call.invite.near_sdp : call.invite.far_sdp;
  env_.buffers.release(kept);
  kept = env_.buffers.store({sdp.data(), sdp.size()});
}

void CallControl::give_up_early_update(sip::Instant now, Call& call, int status) {
  tell_media(call, media::CommandKind::cancel_offer, call.update.from);
  finish_early_update(now, call, status, {});
}

void CallControl::finish_early_update(sip::Instant now, Call& call, int status, std::string_view sdp) {
  const EarlyUpdate update = std::exchange(call.update, {});
  set_deadline(call, call.state == Call::State::established ? sip::never : now + ringing_max);
  if (env_.stored.parse(env_.messenger.layer().request_of(update.server)) == sip::ParseError::none) {
    Leg& leg = call.leg(update.from);
    if (status < 300) {
      keep_agreed_sdp(call, update.from, sdp_of(env_.stored).sdp);
      keep_sdp(leg, sdp_of(env_.stored).sdp, sdp);
    }
    const auto bytes = env_.composer.response(env_.messenger.compose(), call, update.from, env_.stored, leg.flow,
                                              status, nullptr, sdp);
    env_.messenger.respond(now, update.server, status, bytes);
  }
  resume_parked(now, call);
}

}  // namespace trunkgate::proxy
