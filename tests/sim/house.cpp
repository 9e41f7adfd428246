// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/house.h"

#include <cstdlib>

#include "tests/sim/site.h"

namespace trunkgate::sim {

namespace {

using proxy::Transport;

constexpr std::uint32_t call_max = 64;

proxy::Peer make_peer(const char* name, const Site& site, bool stream, const Trouble& trouble) {
  proxy::Peer peer;
  peer.name = name;
  peer.zone = site.outside ? 1 : 0;
  peer.listener = stream ? site.stream_listener : site.datagram_listener;
  peer.transport = !stream ? Transport::udp : site.outside ? Transport::tls : Transport::tcp;
  peer.port = site.port;
  peer.host = std::string(name) + ".sip.example";
  peer.limits.calls = static_cast<std::uint32_t>(trouble.limit);
  peer.options_every = std::chrono::seconds(static_cast<int>(trouble.health));
  peer.reliable_provisional = trouble.reliable > 0;
  return peer;
}

proxy::Route make_route(std::uint16_t from, std::vector<std::uint16_t> to) {
  proxy::Route route;
  route.from = from;
  route.to = std::move(to);
  return route;
}

proxy::Config make_config(const Trouble& trouble, bool streams_inside, bool streams_outside) {
  const auto ip = [](std::string_view text) { return *proxy::parse_ip(text); };
  proxy::Config config;
  proxy::Zone corporate;
  corporate.name = "corporate";
  corporate.allow = {{ip("10.0.0.0"), 104}};
  corporate.header_pass = {"x-sim-*"};
  proxy::Zone carrier;
  carrier.name = "carrier";
  carrier.advertise = "sbc.example.com";
  carrier.allow = {{ip("54.172.60.0"), 126}};
  carrier.header_pass = {"x-sim-*"};
  config.zones = {corporate, carrier};
  config.listeners = {{0, Transport::udp, {ip("10.0.0.2"), 5060}},
                      {0, Transport::tcp, {ip("10.0.0.2"), 5060}},
                      {1, Transport::tls, {ip("192.0.2.10"), 5061}},
                      {1, Transport::udp, {ip("192.0.2.10"), 5061}}};
  proxy::Peer pbx = make_peer("pbx", sites[pbx_site], streams_inside, trouble);
  pbx.host = sites[pbx_site].address;
  pbx.literal = ip(sites[pbx_site].address);
  pbx.delayed_offer = true;  // the trunks get an offer of the anchor's instead
  proxy::Peer trunk = make_peer("trunk", sites[1], streams_outside, trouble);
  trunk.auth = proxy::PeerAuth{.username = "corp", .password = proxy::Secret("open sesame")};
  const proxy::Peer spare = make_peer("spare", sites[3], streams_outside, trouble);
  config.peers = {pbx, trunk, spare};
  config.routes = {make_route(0, {1, 2}), make_route(1, {0}), make_route(2, {0})};
  return config;
}

const proxy::Sealer& sealer() {
  static const proxy::Sealer one = [] {
    proxy::SealingKey::Bytes bytes{};
    bytes.fill(0x5a);
    proxy::KeyRing ring;
    if (ring.add(proxy::SealingKey(bytes)) != proxy::KeyRing::AddError::none) std::abort();
    return proxy::Sealer(ring);
  }();
  return one;
}

metrics::Labels make_labels() {
  metrics::Labels labels;
  labels.zones = {"corporate", "carrier"};
  labels.peers = {"pbx", "trunk", "spare"};
  labels.sealed_kinds = {"call_id", "tag", "branch", "contact"};
  return labels;
}

}  // namespace

House::House(World& world, bool streams_inside, bool streams_outside, Ends ends)
    : world_(world),
      ends_(std::move(ends)),
      config_(make_config(world.trouble, streams_inside, streams_outside)),
      counters_(std::make_unique<metrics::Counters>(make_labels())),
      limiter_(std::make_unique<proxy::PeerLimiter>(config_)) {
  proxy::CoreSettings settings;
  settings.seed = world.seed;
  settings.epoch_seconds = 1'800'000'000;
  settings.call_max = call_max;
  core_ = std::make_unique<proxy::Core>(config_, sealer(), settings, *counters_, *limiter_, *this);
  for (std::uint16_t peer = 1; peer < peer_count; ++peer) {
    std::vector<proxy::Endpoint> addresses;
    for (const Site& site : sites)
      if (site.peer == peer) addresses.push_back({*proxy::parse_ip(site.address), site.port});
    core_->on_peer_addresses(world.now(), peer, addresses);
  }
}

House::~House() = default;

void House::log(const proxy::LogEvent& event) {
  if (!world_.ladder.kept()) return;
  world_.ladder.note(world_.now(), "    log " + std::string(event.event) + ": " + std::string(event.text));
}

}  // namespace trunkgate::sim
