// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/network.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t network_stream = 0x1000;
constexpr sip::Duration held_back_max = 2s;
constexpr sip::Duration burst_length = 1s;
constexpr sip::Duration dial_timeout = 10s;
constexpr double cut_by_message = 0.05;  // a cut begins with a message, else nobody would notice it

std::size_t site_at(const proxy::IpAddress& address) {
  static const std::array<proxy::IpAddress, sites.size()> addresses = [] {
    std::array<proxy::IpAddress, sites.size()> all;
    for (std::size_t i = 0; i < sites.size(); ++i) all[i] = *proxy::parse_ip(sites[i].address);
    return all;
  }();
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (addresses[i] == address) return i;
  return sites.size();
}

sip::Duration seconds(double value) {
  return std::chrono::duration_cast<sip::Duration>(std::chrono::duration<double>(value));
}

}  // namespace

Network::Network(World& world, bool streams_inside, bool streams_outside)
    : world_(world),
      random_(world.random(network_stream)),
      streams_inside_(streams_inside),
      streams_outside_(streams_outside) {}

sip::Duration Network::transit() {
  if (world_.quiet) return 5ms;
  return seconds(world_.trouble.delay) + seconds(world_.trouble.jitter * random_.fraction());
}

void Network::maybe_cut(std::size_t site) {
  if (!world_.strikes(random_, world_.trouble.partition * cut_by_message)) return;
  lines_[site].cut_until = world_.now() + random_.between(500ms, 40s);
  world_.ladder.note(world_.now(), std::string(sites[site].name) + " is cut off");
}

void Network::datagram(std::size_t site, const Packet& packet, std::function<void(const Packet&)> arrive) {
  maybe_cut(site);
  Line& line = lines_[site];
  const Trouble& trouble = world_.trouble;
  const bool cut = world_.now() < line.cut_until || world_.now() < line.burst_until;
  const bool large = trouble.mtu > 0 && static_cast<double>(packet.bytes.size()) > trouble.mtu && !world_.quiet;
  const bool lost = world_.strikes(random_, trouble.loss);
  if (lost && random_.chance(trouble.burst)) line.burst_until = world_.now() + burst_length;
  if (line.dead || cut || large || lost) return world_.ladder.note(world_.now(), "    (lost)");
  const int copies = world_.strikes(random_, trouble.duplicate) ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy) {
    const bool held = world_.strikes(random_, trouble.reorder);
    const sip::Duration wait = transit() + (held ? random_.between(0s, held_back_max) : 0s);
    world_.scheduler.after(wait, [this, site, packet, arrive] {
      if (!lines_[site].dead) arrive(packet);
    });
  }
}

void Network::from_house(const proxy::Flow& flow, Packet packet) {
  const std::size_t site = site_at(flow.remote_address);
  if (site == sites.size()) return;
  const bool is_stream = flow.listener == corporate_tcp || flow.listener == carrier_tls;
  if (is_stream) return house_send_stream(flow, site, std::move(packet));
  const Path path{site, flow.listener, 0};
  datagram(site, packet, [this, path](const Packet& arrived) { ends_.site_receives(path, arrived); });
}

void Network::house_send_stream(const proxy::Flow& flow, std::size_t site, Packet packet) {
  if (flow.is_connection()) {
    const auto found = connections_.find(flow.connection);
    if (found != connections_.end() && found->second.open) return stream(found->second, false, std::move(packet));
    world_.scheduler.after(0s, [this, flow] { ends_.house_loses(flow); });
    return;
  }
  if (!flow.is_dial()) return;  // a stream without a connection to write on: the edge drops it
  for (auto& [id, connection] : connections_)
    if (connection.open && connection.dialed == flow) return stream(connection, false, std::move(packet));
  Connection& dialed = open(site, flow.listener);
  dialed.flow.remote_port = flow.remote_port;
  dialed.dialed = flow;
  if (lines_[site].dead)
    world_.scheduler.after(dial_timeout, [this, id = dialed.path.connection] { reset(connections_[id]); });
  stream(dialed, false, std::move(packet));
}

Network::Connection& Network::open(std::size_t site, std::uint8_t listener) {
  const std::uint32_t id = ++last_connection_;
  Connection& connection = connections_[id];
  connection.path = {site, listener, id};
  const auto port = static_cast<std::uint16_t>(40'000 + id % 20'000);
  connection.flow = {*proxy::parse_ip(sites[site].address), port, listener, 0, id};
  return connection;
}

Path Network::path_from(std::size_t site) {
  if (!streams(site)) return {site, sites[site].datagram_listener, 0};
  for (const auto& [id, connection] : connections_)
    if (connection.open && connection.path.site == site) return connection.path;
  return open(site, sites[site].stream_listener).path;
}

void Network::from_site(const Path& path, Packet packet) {
  if (lines_[path.site].dead) return;
  if (path.connection != 0) {
    const auto found = connections_.find(path.connection);
    if (found != connections_.end() && found->second.open) return stream(found->second, true, std::move(packet));
    // RFC 3261 §18.2.2: with the connection gone, a new one is opened.
    return stream(connections_.at(path_from(path.site).connection), true, std::move(packet));
  }
  const Site& site = sites[path.site];
  const auto flow = proxy::Flow::udp(path.listener, {*proxy::parse_ip(site.address), site.port});
  datagram(path.site, packet, [this, flow](const Packet& arrived) { ends_.house_receives(flow, arrived); });
}

void Network::stream(Connection& connection, bool to_house, Packet packet) {
  const std::size_t site = connection.path.site;
  maybe_cut(site);
  if (world_.strikes(random_, world_.trouble.reset)) return reset(connection);
  sip::Instant& last = to_house ? connection.last_to_house : connection.last_to_site;
  last = std::max({last, world_.now() + transit(), lines_[site].cut_until});
  world_.scheduler.at(last, [this, id = connection.path.connection, to_house, packet = std::move(packet)] {
    const Connection& one = connections_.at(id);
    if (!one.open || lines_[one.path.site].dead) return;
    if (to_house) return ends_.house_receives(one.flow, packet);
    ends_.site_receives(one.path, packet);
  });
}

void Network::reset(Connection& connection) {
  if (!connection.open) return;
  connection.open = false;
  world_.ladder.note(world_.now(), "connection to " + std::string(sites[connection.path.site].name) + " is reset");
  world_.scheduler.after(transit(), [this, flow = connection.flow, dialed = connection.dialed] {
    ends_.house_loses(flow);
    if (dialed.is_dial()) ends_.house_loses(dialed);
  });
}

void Network::reset_all(std::size_t site) {
  for (auto& [id, connection] : connections_)
    if (connection.path.site == site) reset(connection);
}

void Network::calm() {
  for (Line& line : lines_) line.cut_until = line.burst_until = world_.now();
}

}  // namespace trunkgate::sim
