// SPDX-License-Identifier: Apache-2.0
// UPDATE, RFC 3311: it ends on the leg that it came in on. Without SDP it is answered here; an offer goes on as a
// re-INVITE.
#include "proxy/call/call_control.h"

namespace trunkgate::proxy {

void CallControl::on_update(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  if (const int status = refusal_in_dialog(call, leg)) return refuse_in_dialog(now, flow, server, leg, status);
  const std::string_view sdp = sdp_of(env_.message).sdp;
  if (!sdp.empty() && call.state != Call::State::established) return on_early_offer(now, flow, server, found);
  // §5.2: the peer's own offer is not answered yet: 500 and Retry-After. Ours to it is not: 491.
  if (!sdp.empty() && call.is_negotiating()) {
    const bool overlap = call.has_offer_from(found.side);
    return refuse_in_dialog(now, flow, server, leg, overlap ? 500 : 491, overlap);
  }
  leg.flow = flow;
  leg.speaks.learn(env_.message);
  static_cast<void>(leg.dialog.refresh_target(env_.message));
  if (sdp.empty() || is_repeated(leg, sdp)) return answer_update(now, flow, server, found, !sdp.empty());
  begin_exchange(call, {.active = true, .update = true, .from = found.side, .server = server});
  env_.messenger.layer().set_user(server, call.id.word());
  if (!ask_media(now, call, MediaWait::For::offer_of_invite, media::CommandKind::offer, found.side, sdp, flow, false))
    on_reinvite_failure(now, call, 503, nullptr);
}

void CallControl::answer_update(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found,
                                bool repeat_sdp) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  if (leg.state == Leg::State::confirmed) leg.session.accept(now, env_.message);
  const auto sent = env_.kept_sdp.view(repeat_sdp ? leg.sdp_sent : 0);
  const auto bytes = env_.composer.response(env_.messenger.compose(), call, found.side, env_.message, flow, 200,
                                            nullptr, {sent.data(), sent.size()});
  env_.messenger.respond(now, server, 200, bytes);
  arm(call);
}

}  // namespace trunkgate::proxy
