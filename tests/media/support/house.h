// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "media/anchor.h"
#include "tests/media/support/paper_ports.h"
#include "tests/media/support/party.h"

namespace trunkgate::media {

/// Bytes that never repeat, so that no two keys are equal.
struct CountingKeys : KeySource {
  std::uint32_t next = 1;
  void fill(std::span<std::uint8_t> octets) override {
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>((next = next * 1664525U + 1013904223U) >> 24);
  }
};

struct EventList : EventSink {
  struct Entry {
    std::uint8_t proxy_worker;
    Event event;
  };
  std::deque<Entry> entries;
  std::size_t room = 1000;
  bool deliver(std::uint8_t proxy_worker, const Event& event) override {
    if (entries.size() >= room) return false;
    entries.push_back({proxy_worker, event});
    return true;
  }
};

/// An anchor between a corporate zone (plain RTP) and a carrier zone, with its clock in the test's hand.
class House {
 public:
  static constexpr ZoneIndex corporate = 0;
  static constexpr ZoneIndex carrier = 1;
  static constexpr SessionId id = 0x0100000000000007;

  explicit House(SrtpPolicy carrier_srtp = SrtpPolicy::off, std::uint16_t pairs = 50) {
    config.zones.resize(2);
    config.zones[0] = {"corporate",
                       Address::v4(10, 0, 0, 2),
                       "",
                       20000,
                       static_cast<std::uint16_t>(19999 + 2 * pairs),
                       SrtpPolicy::off,
                       {},
                       {{Address::v4(10, 0, 0, 0), 104}},
                       std::chrono::seconds{60}};
    config.zones[1] = {"carrier",
                       Address::v4(192, 0, 2, 10),
                       "203.0.113.5",
                       10000,
                       static_cast<std::uint16_t>(9999 + 2 * pairs),
                       carrier_srtp,
                       {},
                       {{Address::v4(168, 86, 128, 0), 114}},
                       std::chrono::seconds{60}};
    anchor.emplace(config, std::uint8_t{0}, std::uint64_t{1}, ports, keys, counters);
  }
  House(metrics::Counters* figures, SrtpPolicy carrier_srtp, std::vector<std::string> suites = {})
      : House(carrier_srtp) {
    config.zones[1].suites = std::move(suites);
    anchor.emplace(config, std::uint8_t{0}, std::uint64_t{1}, ports, keys, figures);
  }

  /// Before the first call: fax passes between the two zones.
  void pass_t38() {
    for (ZoneConfig& zone : config.zones) zone.t38 = T38Policy::pass;
    anchor.emplace(config, std::uint8_t{0}, std::uint64_t{1}, ports, keys, counters);
  }

  Event command(CommandKind kind, Side from = Side::a, const std::string& sdp = {}, SessionId session = id) {
    Command command;
    command.kind = kind;
    command.session = session;
    command.cookie = ++cookie;
    command.reply_to = 1;
    command.from = from;
    command.zone_a = corporate;
    command.zone_b = carrier;
    command.fork = fork;
    command.sdp.assign(sdp);
    Event event;
    replied = anchor->on_command(now, command, event);
    return event;
  }
  Event offer(Side from, const Party& party) { return command(CommandKind::offer, from, party.sdp()); }
  Event answer(Side from, const Party& party) { return command(CommandKind::answer, from, party.sdp()); }

  /// Offer from `a`, answer from `b`, each told what we say; true when both went well.
  bool set_up(Party& a, Party& b, Side from = Side::a) {
    const Event offered = offer(from, a);
    if (offered.kind != EventKind::sdp) return false;
    b.told(offered.sdp.view());
    const Event answered = answer(other(from), b);
    if (answered.kind != EventKind::sdp) return false;
    a.told(answered.sdp.view());
    return true;
  }

  /// What came out for a packet.
  struct Outcome {
    Verdict verdict;
    Octets octets;
    Endpoint via;  ///< our local address that it left from
  };
  Outcome packet(const Endpoint& to, const Endpoint& source, const Octets& octets) {
    Endpoint local = to;
    if (local.address == Address::v4(203, 0, 113, 5)) local.address = Address::v4(192, 0, 2, 10);  // 1:1 NAT
    const auto port = ports.at(local);
    if (!port) return {};
    Octets buffer = octets;
    buffer.resize(octets.size() + packet_tail_room);
    Packet packet{buffer.data(), octets.size()};
    Outcome outcome;
    outcome.verdict = anchor->on_packet(now, *port, source, packet);
    if (outcome.verdict.forward) {
      buffer.resize(packet.size);
      outcome.octets = buffer;
      const auto via = ports.open_ports.find(outcome.verdict.via);
      if (via != ports.open_ports.end()) outcome.via = via->second;
    }
    return outcome;
  }
  /// `party` sends from its signalled port to where it was told.
  Outcome rtp(Party& party, const Octets& octets) {
    return packet(party.peer.rtp, party.offer.rtp, party.seal(octets));
  }
  Outcome rtcp(Party& party, const Octets& octets) {
    return packet(above(party.peer.rtp), above(party.offer.rtp), party.seal(octets, true));
  }
  /// What the anchor does once a second.
  void look() { anchor->on_deadline(now, ports); }
  static Endpoint above(Endpoint endpoint) {
    ++endpoint.port;
    return endpoint;
  }

  MediaConfig config;
  PaperPorts ports;
  CountingKeys keys;
  metrics::Counters* counters = nullptr;
  Instant now{std::chrono::hours{1}};
  std::uint64_t cookie = 0;
  std::uint64_t fork = 0;
  bool replied = false;
  std::optional<Anchor> anchor;
};

}  // namespace trunkgate::media
