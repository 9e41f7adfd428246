// SPDX-License-Identifier: Apache-2.0
// Failures of the far side that another INVITE to the same target answers: a challenge (RFC 3261 §22), a session
// interval that is too short (RFC 4028 §7.3).
#include "proxy/call/call_control.h"
#include "proxy/call/challenge_answer.h"

namespace trunkgate::proxy {

bool CallControl::answer_challenge(sip::Instant now, Call& call) {
  InviteExchange& exchange = call.invite;
  const Side to = other(exchange.from);
  Leg& far = call.leg(to);
  const Peer& peer = peer_of(call, to);
  if (exchange.challenged) {
    reject_credentials(call);
    return false;
  }
  const auto answer = ChallengeAnswer::answer(env_.message, peer, env_.identities.fresh());
  if (!answer) {
    log(LogLevel::error, "auth.missing", call,
        "the peer asks for credentials: give it auth.username and auth.password_file, or check its challenge");
    return false;
  }
  exchange.challenged = true;
  env_.counters.add(metrics::Counter::digest_attempts, {far.peer, metrics::DigestResult::answered});
  // The target that challenged gets the answer: nonces are often known to the one server that made them.
  return send_invite(now, call, far.flow, &*answer);
}

void CallControl::reject_credentials(const Call& call) {
  const Side to = other(call.invite.from);
  env_.counters.add(metrics::Counter::digest_attempts, {call.leg(to).peer, metrics::DigestResult::rejected});
  log(LogLevel::error, "auth.rejected", call,
      "the peer refuses the call with our credentials: check auth.username and the password file of this peer, then "
      "whether the caller's number may call");
}

/// RFC 4028 §7.3: the same target once more, with the interval that it wants. 422 never crosses: the near side's timer,
/// if it has one, is another.
bool CallControl::ask_longer_session(sip::Instant now, Call& call) {
  Leg& far = call.leg(other(call.invite.from));
  if (!far.session.on_refused(env_.message)) return false;
  call.invite.challenged = false;
  const Flow flow = call.invite.initial ? far.flow : env_.targets.flow_in_dialog(far);
  return send_invite(now, call, flow, nullptr);
}

}  // namespace trunkgate::proxy
