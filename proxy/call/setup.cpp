// SPDX-License-Identifier: Apache-2.0
// The first part of a call's life: from its INVITE to the INVITE on the far leg.
#include <algorithm>
#include <array>

#include "proxy/call/call_control.h"
#include "proxy/call/peer_uri.h"
#include "proxy/hide/rewrite.h"
#include "sip/header/name_addr.h"
#include "sip/header/uri.h"

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Message;
using sip::Method;

namespace {

constexpr std::size_t identity_size_max = 256;
using IdentityText = std::array<char, identity_size_max>;

/// A From or To value without its tag and other parameters, as its sender wrote the rest. Empty when it does not fit.
std::string_view without_parameters(const sip::NameAddr& value, IdentityText& out) {
  if (value.display.size() + value.uri_text.size() + 3 > out.size()) return {};
  std::size_t size = 0;
  const auto put = [&](std::string_view piece) {
    std::copy(piece.begin(), piece.end(), out.begin() + static_cast<std::ptrdiff_t>(size));
    size += piece.size();
  };
  if (!value.display.empty()) {
    put(value.display);
    put(" ");
  }
  put("<");
  put(value.uri_text);
  put(">");
  return {out.data(), size};
}

}  // namespace

void CallControl::refuse_invite(sip::Instant now, const Flow& flow, sip::TransactionId server,
                                const Screening& screening) {
  const Message& invite = env_.message;
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, invite, flow, screening.refusal, {});
  if (screening.refusal == 420) write_unsupported(writer, invite);
  if (screening.refusal == 422) sip::SessionTimer::write_min_se(writer);
  if (screening.refusal == 415) writer.header(HeaderId::accept, "application/sdp");
  if (screening.refusal == 503) writer.begin(HeaderId::retry_after).number(retry_after_seconds).end();
  env_.messenger.respond(now, server, screening.refusal, writer.finish());
  env_.output.log({LogLevel::warning, "call.refused", invite.call_id(),
                   env_.config.zones[env_.messenger.listener(flow).zone].name, screening.reason});
}

void CallControl::on_invite(sip::Instant now, const Flow& flow, sip::TransactionId server, std::uint16_t from_peer) {
  const Message& invite = env_.message;
  const std::uint8_t zone = env_.messenger.listener(flow).zone;
  std::array<char, Sealer::plain_size_max> plain;
  Screening screening = screen_invite(invite, from_peer, env_.routes, replaced_number(zone, invite, plain));
  const auto refuse = [&](int status, std::string_view reason) {
    screening.refusal = status;
    screening.reason = reason;
    refuse_invite(now, flow, server, screening);
  };
  if (screening.refusal != 0) return refuse_invite(now, flow, server, screening);
  ReplacesText replaces;
  if (invite.find(HeaderId::replaces) != nullptr &&
      !carried_replaces(zone, invite, screening.route->to.front(), replaces))
    return refuse(481, "Replaces names a call that is none of ours");
  if (env_.draining) return refuse(503, "draining: no new calls");
  // A Call-ID that we minted for this zone comes back as a new call: a routing loop (RFC 3261 §16.3 step 4).
  if (env_.identities.is_our_call_id(zone, invite.call_id()))
    return refuse(482, "the call has come back to where it left: check the routes of both sides");
  const LimitVerdict limit = env_.limiter.start_call(now, from_peer);
  if (limit != LimitVerdict::ok) return refuse(503, "limit of the calling peer reached");
  Call* call = env_.calls.create();
  if (call == nullptr) {
    env_.limiter.end_call(from_peer);
    return refuse(503, "as many calls as this worker holds are up");
  }
  call->near_counted = true;
  call->started = now;
  call->route = screening.route;
  call->number = screening.number;
  call->invite = {.active = true, .initial = true, .from = Side::a, .server = server, .server_cseq = invite.cseq().seq};
  call->invite.wants_reliable =
      has_token(invite, HeaderId::require, "100rel") ||
      (env_.config.peers[from_peer].reliable_provisional && has_token(invite, HeaderId::supported, "100rel"));
  if (!create_near_leg(now, *call, flow, from_peer)) {
    release(*call);
    return refuse(400, "an identifier is longer than this product handles");
  }
  env_.messenger.layer().set_user(server, call->id.word());
  begin(now, *call);
}

/// An INVITE with Replaces may go to a Contact of ours, as a Refer-To has named it: the number behind it.
std::string_view CallControl::replaced_number(std::uint8_t zone, const Message& invite, std::span<char> plain) const {
  if (invite.find(HeaderId::replaces) == nullptr) return {};
  const sip::Uri* const uri = invite.request_target();
  const auto target =
      sip::Uri::parse(uri != nullptr ? target_behind(env_.sealer, zone, uri->user, plain) : std::string_view{});
  return target ? target->user : std::string_view{};
}

bool CallControl::carried_replaces(std::uint8_t zone, const Message& invite, std::uint16_t to_peer,
                                   ReplacesText& out) const {
  const auto named = sip::Replaces::parse(invite.value(HeaderId::replaces));
  return named && carry_replaces(env_.sealer, zone, env_.config.peers[to_peer].zone, *named, out);
}

bool CallControl::create_near_leg(sip::Instant now, Call& call, const Flow& flow, std::uint16_t peer) {
  const Message& invite = env_.message;
  const auto from = sip::NameAddr::parse(invite.from());
  const auto to = sip::NameAddr::parse(invite.to());
  const auto contact = sip::NameAddr::parse(invite.value(HeaderId::contact));
  if (!from || !to || !contact || contact->star) return false;
  Leg& leg = call.leg(Side::a);
  leg.flow = flow;
  leg.listener = flow.listener;
  leg.zone = env_.messenger.listener(flow).zone;
  leg.peer = peer;
  leg.speaks = env_.capabilities[peer];
  leg.speaks.learn(invite);
  env_.capabilities[peer] = leg.speaks;
  IdentityText local;
  IdentityText remote;
  const std::uint32_t seq = env_.first_cseq(now);
  const std::string_view local_uri = without_parameters(*to, local);
  const std::string_view remote_uri = without_parameters(*from, remote);
  if (local_uri.empty() || remote_uri.empty()) return false;
  const sip::Dialog::Identity identity{.call_id = invite.call_id(),
                                       .local_tag = {},
                                       .remote_tag = invite.from_tag(),
                                       .local_uri = local_uri,
                                       .remote_uri = remote_uri,
                                       .remote_target = contact->uri_text,
                                       .local_seq = seq,
                                       .remote_seq = invite.cseq().seq};
  if (!leg.dialog.create(identity) || !leg.dialog.set_route_set(invite, false)) return false;
  env_.calls.index(call, Side::a);
  return true;
}

void CallControl::begin(sip::Instant now, Call& call) {
  const Message& invite = env_.message;
  const Flow flow = call.leg(Side::a).flow;
  // At once: Twilio moves on after 4 s without a response.
  env_.messenger.respond(now, call.invite.server, 100,
                         env_.composer.answer(env_.messenger.compose(), invite, flow, 100));
  // Failover must not bring the empty INVITE to a peer that takes none.
  const auto& peers = call.route->to;
  const bool takes_delayed_offer = std::all_of(peers.begin(), peers.end(), [&](std::uint16_t peer) {
    return env_.capabilities[peer].has(Feature::delayed_offer);
  });
  if (start_exchange(now, call, sdp_of(invite).sdp, flow, takes_delayed_offer)) return;
  if (call.invite.offerless) return on_initial_failure(now, call, 503, nullptr);
  hang_up(now, call, CallEnd::failed, 503, "the media anchor takes no more sessions");
}

bool CallControl::start_exchange(sip::Instant now, Call& call, std::string_view sdp, const Flow& flow,
                                 bool takes_delayed_offer) {
  InviteExchange& exchange = call.invite;
  exchange.offerless = sdp.empty() && takes_delayed_offer;
  exchange.own_offer = sdp.empty() && !exchange.offerless;
  if (!exchange.offerless)
    return ask_media(now, call, MediaWait::For::offer_of_invite, media::CommandKind::offer, exchange.from, sdp, flow,
                     false);
  if (exchange.initial) return try_next_target(now, call);
  return send_invite(now, call, env_.targets.flow_in_dialog(call.leg(other(exchange.from))), nullptr);
}

bool CallControl::take_peer(sip::Instant now, Call& call, std::uint16_t peer) {
  if (call.far_counted && call.leg(Side::b).peer == peer) return true;
  if (call.far_counted) env_.limiter.end_call(call.leg(Side::b).peer);
  call.far_counted = env_.limiter.start_call(now, peer) == LimitVerdict::ok;
  if (!call.far_counted) log(LogLevel::warning, "peer.limit", call, "limit of the called peer reached");
  return call.far_counted;
}

bool CallControl::try_next_target(sip::Instant now, Call& call) {
  while (call.target_peer < call.route->to.size() && call.invite.attempts < attempt_count_max) {
    const std::uint16_t peer = call.route->to[call.target_peer];
    // The anchor has opened ports in the zone of the first target: the others must lie in the same one.
    const bool same_zone = env_.config.peers[peer].zone == env_.config.peers[call.route->to.front()].zone;
    const bool known = call.target_address < env_.targets.address_count(peer);
    const bool usable = same_zone && known && env_.peer_health[peer] != 0;
    if (!usable || !take_peer(now, call, peer)) {
      ++call.target_peer;
      call.target_address = 0;
      continue;
    }
    const Flow flow = env_.targets.flow_to(peer, call.target_address++);
    if (create_far_leg(now, call, peer, flow) && send_invite(now, call, flow, nullptr)) return true;
  }
  return false;
}

bool CallControl::create_far_leg(sip::Instant now, Call& call, std::uint16_t peer, const Flow& flow) {
  Leg& leg = call.leg(Side::b);
  const bool same_peer = leg.state != Leg::State::none || (call.invite.attempts > 0 && leg.peer == peer);
  leg.flow = flow;
  leg.listener = flow.listener;
  leg.zone = env_.messenger.listener(flow).zone;
  if (same_peer) return true;
  leg.peer = peer;
  leg.speaks = env_.capabilities[peer];
  leg.session = {};
  return identity_of_far_leg(now, call, peer);
}

bool CallControl::identity_of_far_leg(sip::Instant now, Call& call, std::uint16_t peer) {
  Leg& leg = call.leg(Side::b);
  const Leg& near = call.leg(Side::a);
  const Message& invite = env_.stored;
  if (env_.stored.parse(env_.messenger.layer().request_of(call.invite.server)) != sip::ParseError::none) return false;
  const auto from = sip::NameAddr::parse(invite.from());
  if (!from) return false;
  Identities::Buffer call_id;
  Identities::Buffer tag;
  IdentityText local;
  std::array<char, peer_uri_size_max> uri_text;
  std::array<char, peer_uri_size_max + 2> remote;
  const std::string_view uri = peer_uri(env_.config.peers[peer], call.number.view(), uri_text);
  const std::string_view bare = uri.substr(0, uri.find(';'));
  remote[0] = '<';
  std::copy(bare.begin(), bare.end(), remote.begin() + 1);
  remote[bare.size() + 1] = '>';
  const sip::Dialog::Identity identity{
      .call_id = env_.identities.call_id(leg.zone, near.dialog.call_id(), call_id),
      .local_tag = env_.identities.tag(leg.zone, near.dialog.remote_tag(), tag),
      .remote_tag = {},
      .local_uri = identity_value(*from, env_.composer.face(leg.listener).host, local),
      .remote_uri = {remote.data(), bare.size() + 2},
      .remote_target = uri,
      // Behind another peer there may be the same UAS, which takes the same CSeq for a merged request (§8.2.2.2).
      .local_seq = std::max(env_.first_cseq(now), leg.dialog.local_seq()),
      .remote_seq = 0};
  if (identity.call_id.empty() || identity.local_tag.empty() || uri.empty() || identity.local_uri.empty()) return false;
  if (!leg.dialog.create(identity)) return false;
  env_.calls.index(call, Side::b);
  return true;
}

bool CallControl::send_invite(sip::Instant now, Call& call, const Flow& flow, const Credentials* credentials) {
  InviteExchange& exchange = call.invite;
  const Side to = other(exchange.from);
  Leg& leg = call.leg(to);
  Message& source = env_.stored;
  if (!exchange.own && source.parse(env_.messenger.layer().request_of(exchange.server)) != sip::ParseError::none)
    return false;
  Identities::Buffer buffer;
  // Of fresh bits, not of the caller's branch: that one may be missing (RFC 2543) or come twice, ours is to be unique.
  const auto branch = env_.identities.own_branch(leg.zone, buffer);
  ++exchange.attempts;
  exchange.client_cseq = leg.dialog.next_local_seq();
  exchange.provisional_seen = false;
  const auto sdp = env_.buffers.view(exchange.sdp);
  // RFC 3261 §16.6 step 3: a loop through other systems ends here too, though each time round is a new call.
  const bool counted = !exchange.own && source.max_forwards() > 0;
  const int max_forwards = counted ? std::min(source.max_forwards(), hops_max) - 1 : hops_max;
  ReplacesText replaces;
  if (exchange.initial && source.find(HeaderId::replaces) != nullptr &&
      !carried_replaces(call.leg(exchange.from).zone, source, leg.peer, replaces))
    return false;
  const Composer::Outgoing out{call,           to, branch, exchange.client_cseq, {sdp.data(), sdp.size()}, max_forwards,
                               replaces.view()};
  const auto bytes = env_.composer.invite(env_.messenger.compose(), out, exchange.own ? nullptr : &source, credentials);
  exchange.client = env_.messenger.request(now, Method::invite, branch, bytes, flow, call.id.word());
  exchange.client_open = static_cast<bool>(exchange.client);
  if (!exchange.client_open) return false;
  if (call.sent == sip::Instant{}) call.sent = now;
  set_deadline(call, now + (exchange.initial ? first_response_max : exchange.update ? update_answer_max : ringing_max));
  return true;
}

}  // namespace trunkgate::proxy
