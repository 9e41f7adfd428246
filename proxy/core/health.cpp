// SPDX-License-Identifier: Apache-2.0
#include "proxy/core/health.h"

#include <algorithm>
#include <array>

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Method;

namespace {
constexpr std::uint8_t health_misses_max = 2;
constexpr std::size_t uri_size_max = 320;
}  // namespace

Health::Health(Environment& environment) : env_(environment) {
  for (std::uint16_t peer = 0; peer < env_.config.peers.size(); ++peer)
    if (env_.config.peers[peer].options_every.count() > 0) checks_.push_back({.peer = peer});
}

sip::Instant Health::deadline() const {
  sip::Instant earliest = sip::never;
  for (const Check& check : checks_) earliest = std::min(earliest, check.due);
  return earliest;
}

void Health::on_deadline(sip::Instant now) {
  for (Check& check : checks_) {
    if (check.due > now) continue;
    check.due = now + env_.config.peers[check.peer].options_every;
    send(now, check);
  }
}

void Health::send(sip::Instant now, Check& check) {
  const std::size_t count = env_.targets.address_count(check.peer);
  if (count == 0) return on_result(user_bit | check.peer, false);
  const Peer& peer = env_.config.peers[check.peer];
  const Flow flow = env_.targets.flow_to(check.peer, check.address++ % count);
  const std::uint8_t zone = peer.zone;
  const std::string_view host = env_.composer.face(flow.listener).host;
  Identities::Buffer branch_buffer;
  Identities::Buffer tag_buffer;
  Identities::Buffer call_id_buffer;
  const auto branch = env_.identities.own_branch(zone, branch_buffer);
  sip::BoundedText<uri_size_max> uri;
  if (!uri.assign({"sip:", peer.literal && !peer.literal->is_v4() ? "[" : "", peer.host,
                   peer.literal && !peer.literal->is_v4() ? "]" : ""}))
    return;
  sip::Writer writer = env_.messenger.compose();
  writer.request_line(Method::options, uri.view());
  env_.composer.via(writer, flow.listener, branch);
  writer.begin(HeaderId::max_forwards).number(70).end();
  writer.begin(HeaderId::from)
      .text("<sip:")
      .text(host)
      .text(">;tag=")
      .text(env_.identities.own_tag(zone, tag_buffer))
      .end();
  writer.begin(HeaderId::to).text("<").text(uri.view()).text(">").end();
  writer.header(HeaderId::call_id, env_.identities.own_call_id(zone, call_id_buffer));
  writer.begin(HeaderId::cseq).number(env_.first_cseq(now)).text(" OPTIONS").end();
  writer.begin(HeaderId::contact).text("<sip:trunkgate").text(env_.composer.face(flow.listener).contact_tail).end();
  Composer::capabilities(writer);
  if (!env_.messenger.request(now, Method::options, branch, writer.finish(), flow, user_bit | check.peer))
    on_result(user_bit | check.peer, false);
}

void Health::on_result(std::uint64_t user, bool alive) {
  const std::uint16_t peer = peer_of(user);
  const auto check = std::find_if(checks_.begin(), checks_.end(), [&](const Check& c) { return c.peer == peer; });
  if (check == checks_.end()) return;
  check->misses = alive ? std::uint8_t{0} : static_cast<std::uint8_t>(std::min(check->misses + 1, 255));
  const std::uint8_t up = check->misses < health_misses_max ? 1 : 0;
  if (up == env_.peer_health[peer]) return;
  env_.peer_health[peer] = up;
  env_.output.log({up != 0 ? LogLevel::info : LogLevel::error,
                   up != 0 ? "peer.up" : "peer.down",
                   {},
                   env_.config.peers[peer].name,
                   up != 0 ? "answers OPTIONS again"
                           : "does not answer OPTIONS: check its address, our source address and its allow-list"});
}

}  // namespace trunkgate::proxy
