// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/traffic.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace trunkgate::bench {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t packet_interval_ns = 20'000'000;
constexpr std::int64_t linger_ns = 200'000'000;  // for the last packets, longer than any delay that is bearable
constexpr std::size_t port_count = 65536;

void open(media::SrtpSession& session, media::SrtpSession::Direction direction, const media::MasterKey& key) {
  if (!session.open(direction, media::Suite::aes_cm_128_hmac_sha1_80, key)) std::abort();
}

}  // namespace

void Traffic::set_up(Server& server, std::size_t count, bool secure) {
  flows_.clear();
  flows_.reserve(2 * count);
  for (calls_ = 0; calls_ < count; ++calls_) add_call(server, calls_, secure);
}

void Traffic::add_call(Server& server, std::size_t call, bool secure) {
  const std::size_t group = call / PartySockets::parties_per_socket;
  if (group == caller_sockets_.size()) {
    caller_sockets_.push_back(sockets_.open(addresses_.caller));
    called_sockets_.push_back(sockets_.open(addresses_.called));
    flow_by_port_.resize(flow_by_port_.size() + 2, std::vector<std::int32_t>(port_count, -1));
  }
  PartyMedia caller;
  caller.rtp = sockets_.local(caller_sockets_[group]);
  PartyMedia called;
  called.rtp = sockets_.local(called_sockets_[group]);
  called.secure = secure;
  if (secure) called.key = key_of(call);
  const Server::Told told = server.set_up(call, caller, called);
  add_flow(caller_sockets_[group], called_sockets_[group], told.inside, told.outside);
  add_flow(called_sockets_[group], caller_sockets_[group], told.outside, told.inside);
  if (!secure) return;
  open(flows_[2 * call].opens, media::SrtpSession::Direction::inbound, told.outside.key);
  open(flows_[2 * call + 1].seals, media::SrtpSession::Direction::outbound, called.key);
}

void Traffic::add_flow(std::size_t from, std::size_t to, const PartyMedia& told_sender, const PartyMedia& told_hearer) {
  Flow flow;
  flow.number = static_cast<std::uint32_t>(flows_.size());
  flow.socket = from;
  flow.target = told_sender.rtp;
  flow_by_port_[to][ntohs(told_hearer.rtp.sin_port)] = static_cast<std::int32_t>(flow.number);
  flows_.push_back(std::move(flow));
}

void Traffic::release(Server& server) {
  for (std::size_t call = 0; call < calls_; ++call) server.release(call);
  for (auto& by_port : flow_by_port_) std::ranges::fill(by_port, -1);
}

Figures Traffic::speak(nanoseconds warm_up, nanoseconds window, const std::function<void()>& at_edge) {
  Figures figures;
  const double packets = static_cast<double>(flows_.size()) * static_cast<double>(window.count()) / packet_interval_ns;
  figures.delays_ns.reserve(static_cast<std::size_t>(packets * 1.01) + flows_.size());
  turn_ = 0;
  const std::int64_t begin_ns = stamp_clock_ns();
  const Edges edges{begin_ns + warm_up.count(), begin_ns + warm_up.count() + window.count()};
  run(begin_ns, edges.open_ns, edges, figures);
  at_edge();
  run(begin_ns, edges.closed_ns, edges, figures);
  at_edge();
  const auto hear = [&](const PartySockets::Datagram& datagram) { on_datagram(datagram, edges, figures); };
  while (stamp_clock_ns() < edges.closed_ns + linger_ns) sockets_.receive(nanoseconds{linger_ns / 10}, hear);
  return figures;
}

Flow& Traffic::flow_of(std::uint64_t turn) {
  const std::size_t place = turn % flows_.size();
  return flows_[place < calls_ ? 2 * place : 2 * (place - calls_) + 1];
}

void Traffic::run(std::int64_t begin_ns, std::int64_t end_ns, const Edges& edges, Figures& figures) {
  const auto hear = [&](const PartySockets::Datagram& datagram) { on_datagram(datagram, edges, figures); };
  const auto due_at = [&](std::uint64_t turn) {
    return begin_ns + static_cast<std::int64_t>(turn * packet_interval_ns / flows_.size());
  };
  std::array<Flow*, PartySockets::batch_size> due;
  for (;;) {
    const std::int64_t now_ns = stamp_clock_ns();
    if (now_ns >= end_ns) return;
    std::size_t count = 0;
    while (count < due.size() && due_at(turn_) <= now_ns) due[count++] = &flow_of(turn_++);
    if (count > 0) sockets_.send(std::span{due}.first(count), now_ns);
    if (now_ns >= edges.open_ns) figures.sent += count;
    sockets_.receive(nanoseconds{std::max<std::int64_t>(0, due_at(turn_) - stamp_clock_ns())}, hear);
  }
}

void Traffic::on_datagram(const PartySockets::Datagram& datagram, const Edges& edges, Figures& figures) {
  const std::int32_t number = flow_by_port_[datagram.socket][ntohs(datagram.source.sin_port)];
  if (number < 0) {
    ++figures.unsound;
    return;
  }
  Flow& flow = flows_[static_cast<std::size_t>(number)];
  const Heard heard = read_packet(flow, datagram.buffer, datagram.size);
  if (!heard.sound) {
    ++figures.unsound;
    return;
  }
  const bool late = heard.sequence < flow.expected_sequence;
  if (!late) flow.expected_sequence = heard.sequence + 1;
  if (heard.sent_ns < edges.open_ns) return;
  ++figures.received;
  if (late) ++figures.reordered;
  const std::int64_t delay = std::max<std::int64_t>(0, datagram.received_ns - heard.sent_ns);
  constexpr std::int64_t longest = std::numeric_limits<std::uint32_t>::max();
  figures.delays_ns.push_back(static_cast<std::uint32_t>(std::min(delay, longest)));
}

}  // namespace trunkgate::bench
