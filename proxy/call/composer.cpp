// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/composer.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "proxy/call/screen.h"
#include "proxy/hide/rewrite.h"
#include "sip/message/response.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Method;

namespace {

constexpr std::string_view product = "trunkgate";
constexpr std::string_view sdp_type = "application/sdp";
constexpr std::string_view option_tags = "timer";
constexpr std::string_view sipfrag_type = "message/sipfrag;version=2.0";
constexpr std::string_view allowed_methods = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE";

/// RFC 6665 §4.1.3. Another token may name what it likes of its side, and stays there.
constexpr std::string_view subscription_reasons[] = {"deactivated", "probation",  "rejected", "timeout",
                                                     "giveup",      "noresource", "invariant"};

std::string_view known_reason(std::string_view reason) {
  for (const std::string_view known : subscription_reasons)
    if (sip::equal_ignoring_case(reason, known)) return known;
  return {};
}

}  // namespace

Composer::Composer(const Config& config, Identities& identities)
    : config_(config), identities_(identities), faces_(make_listener_faces(config)) {}

void Composer::via(sip::Writer& writer, std::uint8_t listener, std::string_view branch) const {
  // RFC 3581: with rport a PBX behind a NAT of its own answers to where the request came from.
  const bool udp = config_.listeners[listener].transport == Transport::udp;
  writer.begin(HeaderId::via).text(faces_[listener].via_prefix).text(";branch=").text(branch);
  writer.text(udp ? ";rport" : "").end();
}

void Composer::contact(sip::Writer& writer, const Leg& leg, std::string_view other_target) const {
  Identities::Buffer buffer;
  const std::string_view user = identities_.contact_user(leg.zone, other_target, buffer);
  writer.begin(HeaderId::contact).text("<sip:").text(user).text(faces_[leg.listener].contact_tail).end();
}

void Composer::capabilities(sip::Writer& writer) {
  writer.header(HeaderId::allow, allowed_methods).header(HeaderId::accept, sdp_type);
  writer.header(HeaderId::supported, option_tags);
}

void Composer::capabilities(sip::Writer& writer, const Call& call, Side to, bool reliable) const {
  const Capability& behind = call.leg(other(to)).speaks;
  writer.begin(HeaderId::allow).text(allowed_methods).text(behind.may(Feature::refer) ? ", REFER, NOTIFY" : ", NOTIFY");
  writer.end().header(HeaderId::accept, sdp_type);
  writer.begin(HeaderId::supported).text(option_tags).text(reliable ? ", 100rel" : "");
  writer.text(behind.has(Feature::replaces) ? ", replaces" : "").end();
}

void Composer::crossing(sip::Writer& writer, const sip::Message& source, const Leg& to) const {
  write_crossing_headers(writer, source, {faces_[to.listener].host, config_.zones[to.zone].header_pass});
}

void Composer::head(sip::Writer& writer, const Outgoing& out, Method method) const {
  const Leg& leg = out.call.leg(out.to);
  leg.dialog.request_line(writer, method);
  via(writer, leg.listener, out.branch);
  leg.dialog.headers(writer, method, out.cseq, out.max_forwards);
}

std::span<const char> Composer::invite(sip::Writer writer, const Outgoing& out, const sip::Message* source,
                                       const Credentials* credentials) const {
  const Leg& leg = out.call.leg(out.to);
  head(writer, out, Method::invite);
  contact(writer, leg, out.call.leg(other(out.to)).dialog.remote_target());
  if (credentials != nullptr) credentials->write(writer, Method::invite, leg.dialog.remote_target());
  // RFC 3262 is offered where it is configured alone, and not when the 18x would then have to bring the offer (§5).
  const bool reliable = config_.peers[leg.peer].reliable_provisional && !out.sdp.empty();
  capabilities(writer, out.call, out.to, reliable);
  leg.session.write_request(writer, leg.speaks.has(Feature::timer));
  if (!out.replaces.empty()) {
    writer.header(HeaderId::replaces, out.replaces);
    if (source != nullptr && has_token(*source, HeaderId::require, "replaces"))
      writer.header(HeaderId::require, "replaces");
  }
  if (const int breadth = source == nullptr ? -1 : max_breadth_of(*source).value_or(-1); breadth > 0)
    writer.begin(HeaderId::max_breadth).number(static_cast<std::uint64_t>(breadth)).end();
  if (source != nullptr) crossing(writer, *source, leg);
  writer.header(HeaderId::user_agent, product);
  return writer.finish(out.sdp, out.sdp.empty() ? std::string_view{} : sdp_type);
}

std::span<const char> Composer::update(sip::Writer writer, const Outgoing& out, const Credentials* credentials) const {
  const Leg& leg = out.call.leg(out.to);
  head(writer, out, Method::update);
  contact(writer, leg, out.call.leg(other(out.to)).dialog.remote_target());
  if (credentials != nullptr) credentials->write(writer, Method::update, leg.dialog.remote_target());
  capabilities(writer, out.call, out.to);
  if (out.sdp.empty()) leg.session.write_request(writer, leg.speaks.has(Feature::timer));
  writer.header(HeaderId::user_agent, product);
  return writer.finish(out.sdp, out.sdp.empty() ? std::string_view{} : sdp_type);
}

std::span<const char> Composer::refer(sip::Writer writer, const Outgoing& out, std::string_view refer_to,
                                      const Credentials* credentials) const {
  const Leg& leg = out.call.leg(out.to);
  head(writer, out, Method::refer);
  contact(writer, leg, out.call.leg(other(out.to)).dialog.remote_target());
  writer.header(HeaderId::refer_to, refer_to).header(HeaderId::referred_by, leg.dialog.local_uri());
  if (credentials != nullptr) credentials->write(writer, Method::refer, leg.dialog.remote_target());
  capabilities(writer, out.call, out.to);
  writer.header(HeaderId::user_agent, product);
  return writer.finish();
}

std::span<const char> Composer::notify(sip::Writer writer, const Outgoing& out, const Progress& progress) const {
  const Leg& leg = out.call.leg(out.to);
  head(writer, out, Method::notify);
  contact(writer, leg, out.call.leg(other(out.to)).dialog.remote_target());
  writer.begin(HeaderId::event).text("refer");
  if (progress.id != 0) writer.text(";id=").number(progress.id);
  writer.end();
  using State = sip::SubscriptionState::State;
  const bool ended = progress.state.state == State::terminated;
  writer.begin(HeaderId::subscription_state);
  writer.text(ended ? "terminated" : progress.state.state == State::pending ? "pending" : "active");
  if (const auto reason = known_reason(progress.state.reason); ended && !reason.empty())
    writer.text(";reason=").text(reason);
  if (!ended && progress.state.expires != 0) writer.text(";expires=").number(progress.state.expires);
  writer.end().header(HeaderId::user_agent, product);
  std::array<char, 64> line;
  const std::string_view phrase = sip::reason_phrase(progress.status);
  const int size = std::snprintf(line.data(), line.size(), "SIP/2.0 %d %.*s\r\n", progress.status,
                                 static_cast<int>(phrase.size()), phrase.data());
  return writer.finish({line.data(), std::min<std::size_t>(static_cast<std::size_t>(size), line.size() - 1)},
                       sipfrag_type);
}

std::span<const char> Composer::ack(sip::Writer writer, const Outgoing& out, const Credentials* credentials) const {
  head(writer, out, Method::ack);
  // RFC 3261 §22.1: an ACK carries the credentials of its INVITE, since it cannot be challenged.
  if (credentials != nullptr) credentials->write(writer, Method::invite, out.call.leg(out.to).dialog.remote_target());
  return writer.finish(out.sdp, out.sdp.empty() ? std::string_view{} : sdp_type);
}

std::span<const char> Composer::prack(sip::Writer writer, const Leg& leg, const sip::Dialog& early,
                                      std::string_view branch, std::uint32_t cseq, const sip::RAck& rack) const {
  early.request_line(writer, Method::prack);
  via(writer, leg.listener, branch);
  early.headers(writer, Method::prack, cseq);
  writer.begin(HeaderId::rack).number(rack.rseq).text(" ").number(rack.cseq).text(" INVITE").end();
  writer.header(HeaderId::user_agent, product);
  return writer.finish();
}

std::span<const char> Composer::bye(sip::Writer writer, const Outgoing& out, const sip::Message* source,
                                    const Credentials* credentials) const {
  const Leg& leg = out.call.leg(out.to);
  head(writer, out, Method::bye);
  if (credentials != nullptr) credentials->write(writer, Method::bye, leg.dialog.remote_target());
  if (source != nullptr) crossing(writer, *source, leg);
  writer.header(HeaderId::user_agent, product);
  return writer.finish();
}

std::span<const char> Composer::end_answered(sip::Writer writer, const sip::AnsweredInvite& answered,
                                             std::uint8_t listener, std::string_view branch, Method method,
                                             std::uint32_t cseq) const {
  answered.request_line(writer, method);
  via(writer, listener, branch);
  answered.headers(writer, method, cseq);
  if (method != Method::ack) writer.header(HeaderId::user_agent, product);
  return writer.finish();
}

std::span<const char> Composer::response(sip::Writer writer, const Call& call, Side to, const sip::Message& request,
                                         const Flow& flow, int status, const sip::Message* source, std::string_view sdp,
                                         std::uint32_t rseq) const {
  const Leg& leg = call.leg(to);
  std::array<char, 48> address;
  const std::size_t size = write_ip(flow.remote_address, false, address.data());
  sip::begin_response(writer, request, status, sip::reason_phrase(status), leg.dialog.local_tag(),
                      {address.data(), size}, flow.remote_port);
  if (status > 100 && status < 300) contact(writer, leg, call.leg(other(to)).dialog.remote_target());
  if (rseq != 0) writer.header(HeaderId::require, "100rel").begin(HeaderId::rseq).number(rseq).end();
  if (status >= 200 && status < 300) {
    capabilities(writer, call, to);
    leg.session.write_answer(writer);
  }
  if (source != nullptr) crossing(writer, *source, leg);
  writer.header(HeaderId::server, product);
  return writer.finish(sdp, sdp.empty() ? std::string_view{} : sdp_type);
}

void Composer::begin_answer(sip::Writer& writer, const sip::Message& request, const Flow& flow, int status,
                            std::string_view to_tag) {
  Identities::Buffer buffer;
  if (to_tag.empty() && status > 100) to_tag = identities_.own_tag(config_.listeners[flow.listener].zone, buffer);
  std::array<char, 48> address;
  const std::size_t size = write_ip(flow.remote_address, false, address.data());
  sip::begin_response(writer, request, status, sip::reason_phrase(status), to_tag, {address.data(), size},
                      flow.remote_port);
  writer.header(HeaderId::server, product);
}

std::span<const char> Composer::answer(sip::Writer writer, const sip::Message& request, const Flow& flow, int status,
                                       std::string_view to_tag) {
  begin_answer(writer, request, flow, status, to_tag);
  return writer.finish();
}

}  // namespace trunkgate::proxy
