// SPDX-License-Identifier: Apache-2.0
// Transfers: a REFER within a call goes on to the other leg when its peer takes REFER, with the target in that side's
// names (RFC 3515, RFC 3891); its NOTIFYs come back as a bare status line (RFC 3420).
#include <algorithm>
#include <array>
#include <utility>

#include "proxy/call/call_control.h"
#include "proxy/call/challenge_answer.h"
#include "proxy/call/peer_uri.h"
#include "proxy/hide/carried_dialog.h"
#include "sip/header/event.h"
#include "sip/header/name_addr.h"
#include "sip/header/sipfrag.h"
#include "sip/header/value_list.h"
#include "sip/message/response.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Message;
using sip::Method;

namespace {

/// The value of `Replaces` among the headers of a URI (RFC 3261 §19.1.1), escaped as it is; empty when there is none.
std::string_view replaces_in(std::string_view headers) {
  constexpr std::string_view name = "Replaces=";
  while (!headers.empty()) {
    const std::string_view one = headers.substr(0, headers.find('&'));
    if (one.size() > name.size() && sip::equal_ignoring_case(one.substr(0, name.size()), name))
      return one.substr(name.size());
    headers.remove_prefix(std::min(one.size() + 1, headers.size()));
  }
  return {};
}

/// A challenge is ours to answer, and a REFER is never told 408 (RFC 4320 §4.2).
int status_for_near_side(int status) {
  if (status < 300) return 202;
  if (status == 408) return 504;
  return status == 401 || status == 407 ? 403 : status;
}

}  // namespace

void CallControl::on_refer(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  const Leg& far = call.leg(other(found.side));
  const auto refuse = [&](int status) { refuse_in_dialog(now, flow, server, leg, status); };
  if (leg.dialog.on_request(env_.message) == sip::Dialog::SeqCheck::old) return refuse(500);
  if (call.state != Call::State::established) return refuse(481);
  if (demands_unsupported(env_.message)) return refuse(420);
  if (!far.speaks.may(Feature::refer)) return refuse_method(now, flow, server, found);
  if (call.transfer.server || call.transfer.client) return refuse(491);
  if (env_.message.count(HeaderId::refer_to) != 1) return refuse(400);
  Transfer& transfer = call.transfer;
  transfer = {
      .from = found.side, .server = server, .near_cseq = env_.message.cseq().seq, .subscribed = transfer.subscribed};
  leg.flow = flow;
  env_.messenger.layer().set_user(server, call.id.word());
  const int status = send_refer(now, call, nullptr);
  if (status == 0) return;
  transfer.server = {};
  log(LogLevel::warning, "transfer.refused", call,
      status == 603 ? "no route of this peer leads the target to the other side of the call"
                    : "the target of the transfer cannot be read, or names a call that is none of ours");
  refuse(status);
}

void CallControl::refuse_method(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, env_.message, flow, 405, found.call->leg(found.side).dialog.local_tag());
  env_.composer.capabilities(writer, *found.call, found.side);
  env_.messenger.respond(now, server, 405, writer.finish());
  log(LogLevel::warning, "transfer.refused", *found.call, "the other side of the call does not take REFER");
}

int CallControl::send_refer(sip::Instant now, Call& call, const Credentials* credentials) {
  Transfer& transfer = call.transfer;
  Leg& far = call.leg(other(transfer.from));
  if (env_.stored.parse(env_.messenger.layer().request_of(transfer.server)) != sip::ParseError::none) return 500;
  ReferTarget target;
  const int refusal = refer_target(call, env_.stored.value(HeaderId::refer_to), target);
  if (refusal != 0) return refusal;
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(far.zone, buffer);
  transfer.far_cseq = far.dialog.next_local_seq();
  transfer.challenged = credentials != nullptr;
  const Composer::Outgoing out{call, other(transfer.from), branch, transfer.far_cseq, {}};
  const auto bytes = env_.composer.refer(env_.messenger.compose(), out, target.view(), credentials);
  transfer.client =
      env_.messenger.request(now, Method::refer, branch, bytes, env_.targets.flow_in_dialog(far), call.id.word());
  return transfer.client ? 0 : 500;
}

/// Refer-To as the far side is to read it; 0, or the status to refuse it with.
int CallControl::refer_target(const Call& call, std::string_view refer_to, ReferTarget& out) {
  const Leg& near = call.leg(call.transfer.from);
  const Leg& far = call.leg(other(call.transfer.from));
  const auto value = sip::NameAddr::parse(refer_to);
  if (!value || value->star || !(value->uri.is_sip() || value->uri.is_sips() || value->uri.is_tel())) return 400;
  std::array<char, Sealer::plain_size_max> plain;
  std::array<char, peer_uri_size_max> uri_text;
  std::string_view uri = target_behind(env_.sealer, near.zone, value->uri.user, plain);
  if (uri.empty()) {
    const auto number = called_number(value->uri.is_tel() ? value->uri.number() : value->uri.user);
    if (!number) return 400;
    const RouteDecision decision = env_.routes.find(near.peer, number->view());
    if (decision.outcome != RouteOutcome::found) return 603;
    const auto& peers = decision.route->to;
    if (std::find(peers.begin(), peers.end(), far.peer) == peers.end()) return 603;
    uri = peer_uri(env_.config.peers[far.peer], decision.number.view(), uri_text);
  }
  const std::string_view escaped = replaces_in(value->uri.headers);
  if (escaped.empty()) return out.assign({"<", uri, ">"}) ? 0 : 500;
  std::array<char, replaces_size_max> text;
  ReplacesText carried;
  const auto named = sip::Replaces::parse(unescape_header_value(escaped, text));
  if (!named || !carry_replaces(env_.sealer, near.zone, far.zone, *named, carried)) return 400;
  std::array<char, replaces_size_max + 128> again;
  const std::string_view header = escape_header_value(carried.view(), again);
  return !header.empty() && out.assign({"<", uri.substr(0, uri.find('?')), "?Replaces=", header, ">"}) ? 0 : 500;
}

void CallControl::on_refer_response(sip::Instant now, Call& call, sip::TransactionId client) {
  Transfer& transfer = call.transfer;
  const int status = env_.message.status();
  if (status < 200 || transfer.client != client) return;
  transfer.client = {};
  if (call.state == Call::State::closing) return;
  const Side to = other(transfer.from);
  if ((status == 401 || status == 407) && !transfer.challenged) {
    const auto answer = ChallengeAnswer::answer(env_.message, peer_of(call, to), env_.identities.fresh());
    if (answer && send_refer(now, call, &*answer) == 0) return;
  }
  if (status == 405 || status == 501) call.leg(to).speaks.forget(Feature::refer);
  if (status < 300) transfer.subscribed = true;
  answer_refer(now, call, status_for_near_side(status));
}

void CallControl::answer_refer(sip::Instant now, Call& call, int status) {
  const sip::TransactionId server = std::exchange(call.transfer.server, {});
  if (!server || env_.stored.parse(env_.messenger.layer().request_of(server)) != sip::ParseError::none) return;
  const Side to = call.transfer.from;
  const auto bytes =
      env_.composer.response(env_.messenger.compose(), call, to, env_.stored, call.leg(to).flow, status, nullptr, {});
  env_.messenger.respond(now, server, status, bytes);
}

void CallControl::on_notify(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found) {
  Call& call = *found.call;
  Leg& leg = call.leg(found.side);
  Transfer& transfer = call.transfer;
  const auto answer = [&](int status) { refuse_in_dialog(now, flow, server, leg, status); };
  if (leg.dialog.on_request(env_.message) == sip::Dialog::SeqCheck::old) return answer(500);
  const auto event = sip::Event::parse(env_.message.value(HeaderId::event));
  const auto state = sip::SubscriptionState::parse(env_.message.value(HeaderId::subscription_state));
  if (!event || !state) return answer(400);
  if (!sip::equal_ignoring_case(event->package, "refer")) return answer(489);
  // RFC 3515 §2.4.4: a NOTIFY may overtake the 202.
  const bool expected = transfer.subscribed || transfer.client;
  if (!expected || found.side == transfer.from || call.state != Call::State::established) return answer(481);
  answer(200);
  if (const int status = sip::sipfrag_status(env_.message.body())) transfer.status = static_cast<std::uint16_t>(status);
  send_notify(now, call, *state, !event->id.empty());
  if (state->state != sip::SubscriptionState::State::terminated) return;
  transfer.subscribed = false;
  if (transfer.status < 200 || transfer.status >= 300) return;
  // The trunk waits for a BYE before it lets the new parties hear each other; not every PBX sends one.
  transfer.bye_at = now + transfer_bye_wait;
  arm(call);
}

void CallControl::send_notify(sip::Instant now, Call& call, const sip::SubscriptionState& state, bool with_id) {
  const Transfer& transfer = call.transfer;
  Leg& near = call.leg(transfer.from);
  if (near.state != Leg::State::confirmed) return;
  Identities::Buffer buffer;
  const auto branch = env_.identities.own_branch(near.zone, buffer);
  const Composer::Outgoing out{call, transfer.from, branch, near.dialog.next_local_seq(), {}};
  const Composer::Progress progress{transfer.status != 0 ? transfer.status : 100, with_id ? transfer.near_cseq : 0,
                                    state};
  const auto bytes = env_.composer.notify(env_.messenger.compose(), out, progress);
  // Nothing hangs on its answer.
  static_cast<void>(env_.messenger.request(now, Method::notify, branch, bytes, env_.targets.flow_in_dialog(near), 0));
}

void CallControl::on_transfer_due(sip::Instant now, Call& call) {
  if (call.transfer.bye_at > now) return;
  call.transfer.bye_at = sip::never;
  hang_up(now, call, CallEnd::answered, 0, "the call was transferred, and the side that did so left the BYE to us");
}

}  // namespace trunkgate::proxy
