// SPDX-License-Identifier: Apache-2.0
// Responses to an INVITE that no call waits for any more: another fork answers, an attempt that was given up for the
// next target rings or answers late, the call has ended meanwhile. The phone behind it must not ring or talk on.
#include <array>
#include <charconv>
#include <cstdio>

#include "proxy/call/call_control.h"
#include "proxy/call/text_hash.h"
#include "sip/dialog/answered_invite.h"
#include "sip/message/response.h"

namespace trunkgate::proxy {

using sip::Method;

namespace {

/// Above every CSeq that the dialog may have seen from us within the 32 s that a 2xx can come.
constexpr std::uint32_t cseq_lead = 64;
/// What we originate with bits of our own has 0 here, so that these branches are never those of another request.
constexpr std::uint8_t hang_up_attempt = 0xff;

/// The causes alone: the text of a Reason names what it likes.
std::string_view reason_text(const CancelReason& reason, std::span<char> out) {
  int size = 0;
  if (reason.sip != 0 && reason.q850 != 0)
    size = std::snprintf(out.data(), out.size(), "SIP;cause=%u, Q.850;cause=%u", unsigned{reason.sip},
                         unsigned{reason.q850});
  else if (reason.sip != 0)
    size = std::snprintf(out.data(), out.size(), "SIP;cause=%u", unsigned{reason.sip});
  else if (reason.q850 != 0)
    size = std::snprintf(out.data(), out.size(), "Q.850;cause=%u", unsigned{reason.q850});
  return {out.data(), static_cast<std::size_t>(size)};
}

}  // namespace

void CallControl::on_unclaimed(sip::Instant now, const Flow& flow, sip::TransactionId transaction) {
  const int status = env_.message.status();
  // RFC 3261 §9.1: a provisional response makes the CANCEL possible. Sent once: its branch is the INVITE's.
  if (status < 200) return static_cast<void>(send_cancel(now, transaction, 0, {}));
  if (status < 300) hang_up_unclaimed(now, flow, transaction);
}

void CallControl::hang_up_unclaimed(sip::Instant now, const Flow& flow, sip::TransactionId transaction) {
  const sip::Message& response = env_.message;
  if (env_.stored.parse(env_.messenger.layer().request_of(transaction)) != sip::ParseError::none) return;
  // The dialog of a re-INVITE stood before it and was ended with its call.
  if (!env_.stored.to_tag().empty()) return;
  const sip::AnsweredInvite answered(env_.stored, response);
  Leg leg;
  leg.flow = flow.is_connection() ? flow : to_flow(env_.messenger.layer().flow_of(transaction));
  leg.listener = leg.flow.listener;
  leg.zone = env_.messenger.listener(leg.flow).zone;
  leg.peer = env_.targets.identify(leg.zone, leg.flow.remote()).value_or(0);
  const Flow to = env_.targets.flow_to_next_hop(leg, answered.next_hop_uri());
  const std::uint32_t seq = response.cseq().seq;
  Identities::Buffer buffer;
  env_.messenger.send(to, env_.composer.end_answered(env_.messenger.compose(), answered, leg.listener,
                                                     env_.identities.own_branch(leg.zone, buffer), Method::ack, seq));
  // The branch is a function of the answer, so that a repeated 2xx meets the BYE that is under way and makes no other.
  std::array<char, 16> text;
  const auto bits = text_hash(response.to_tag(), text_hash(response.top_via().branch));
  const auto end = std::to_chars(text.data(), text.data() + text.size(), bits, 16).ptr;
  const auto branch = env_.identities.branch(leg.zone, hang_up_attempt,
                                             {text.data(), static_cast<std::size_t>(end - text.data())}, buffer);
  const auto bytes = env_.composer.end_answered(env_.messenger.compose(), answered, leg.listener, branch, Method::bye,
                                                seq + cseq_lead);
  if (env_.messenger.request(now, Method::bye, branch, bytes, to, 0))
    env_.output.log({LogLevel::info, "call.extra_answer", response.call_id(), env_.config.zones[leg.zone].name,
                     "an answer that no call waits for was acknowledged and hung up"});
}

/// A 2xx to the INVITE of a call whose dialog cannot be kept: too many routes, a Contact that is no address, a text
/// past the bounds of sip/dialog/dialog_limits.h. RFC 3261 §13.2.2.4: it gets its ACK all the same, and a BYE.
void CallControl::on_unusable_success(sip::Instant now, const Flow& flow, Call& call) {
  constexpr std::string_view why = "the called side's answer has a Contact, Record-Route or tag that cannot be used";
  env_.output.log({LogLevel::warning, "call.answer_unusable", call.leg(Side::a).dialog.call_id(),
                   peer_of(call, other(call.invite.from)).name, why});
  hang_up_unclaimed(now, flow, call.invite.client);
  if (call.state == Call::State::closing) return release_if_done(call);
  hang_up(now, call, CallEnd::failed, 502, why);
}

sip::TransactionId CallControl::send_cancel(sip::Instant now, sip::TransactionId invite, std::uint64_t user,
                                            const CancelReason& reason) {
  if (env_.stored.parse(env_.messenger.layer().request_of(invite)) != sip::ParseError::none) return {};
  const Flow flow = to_flow(env_.messenger.layer().flow_of(invite));
  sip::Writer writer = env_.messenger.compose();
  std::array<char, 64> text;
  const auto bytes = sip::cancel_for(writer, env_.stored, reason_text(reason, text));
  return env_.messenger.request(now, Method::cancel, env_.stored.top_via().branch, bytes, flow, user);
}

}  // namespace trunkgate::proxy
