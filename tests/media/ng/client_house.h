// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "media/ng/client.h"
#include "media/ng/server.h"
#include "metrics/counters.h"
#include "tests/media/ng/anchor_desk.h"

namespace trunkgate::media::ng {

/// A client before real ng servers, each with a real anchor behind it; the network and the clock are the test's.
class ClientHouse : public ClientOutput {
 public:
  explicit ClientHouse(std::size_t anchors = 1, SrtpPolicy carrier = SrtpPolicy::off, std::uint16_t pairs = 50) {
    for (std::size_t i = 0; i < anchors; ++i) desks.push_back(std::make_unique<AnchorDesk>(pairs));
    for (std::size_t i = 0; i < anchors; ++i) labels.anchors.push_back("anchor" + std::to_string(i));
    labels.ng_commands = ng_command_names();
    labels.zones = {"corporate", "carrier"};
    counters.emplace(labels);
    settings.media = desks[0]->house.config;
    settings.media.zones[0].srtp = SrtpPolicy::off;
    settings.media.zones[1].srtp = carrier;
    settings.anchors = labels.anchors;
    silent.resize(anchors);
    make(settings);
  }
  /// At the anchors and in the zones of the client, which starts afresh.
  void pass_t38() {
    for (const auto& desk : desks) desk->house.pass_t38();
    for (ZoneConfig& zone : settings.media.zones) zone.t38 = T38Policy::pass;
    make(settings);
  }
  void make(const ClientSettings& with) {
    client.emplace(with, *this, keys, &*counters);
    client->start(now);
    run();
  }

  void send(std::size_t anchor, std::string_view datagram) override {
    sent.push_back({anchor, std::string(datagram)});
    wire.push_back(sent.back());
  }
  void deliver(std::uint8_t proxy_worker, const Event& event) override {
    EXPECT_EQ(proxy_worker, 3);
    events.push_back(event);
  }
  void log(const LogEvent& event) override {
    lines.push_back(std::string(event.event) + " " + std::string(event.text));
  }

  /// Until no datagram is under way.
  void run() {
    for (; !wire.empty(); wire.pop_front()) {
      const Datagram datagram = wire.front();
      if (silent[datagram.anchor]) continue;
      AnchorDesk& desk = *desks[datagram.anchor];
      desk.house.now = now;
      const std::size_t before = desk.sent.size();
      desk.server->on_datagram(now, desk.client, datagram.text);
      desk.serve();
      for (std::size_t i = before; i < desk.sent.size(); ++i) {
        std::string reply = desk.sent[i].datagram;
        if (spoil) spoil(reply);
        client->on_datagram(now, datagram.anchor, reply);
      }
    }
  }
  /// Time passes, from one deadline to the next.
  void wait(std::chrono::milliseconds time) {
    const Instant end = now + time;
    while (client->deadline() <= end) {
      now = std::max(now, client->deadline());
      client->on_deadline(now);
      run();
    }
    now = end;
  }

  Command& compose(CommandKind kind, Side from, const std::string& sdp, SessionId session) {
    command->kind = kind;
    command->session = session;
    command->cookie = ++cookie;
    command->reply_to = 3;
    command->from = from;
    command->zone_a = House::corporate;
    command->zone_b = House::carrier;
    static_cast<void>(command->sdp.assign(sdp));
    return *command;
  }
  void post(CommandKind kind, Side from = Side::a, const std::string& sdp = {}, SessionId session = House::id) {
    client->on_command(now, compose(kind, from, sdp, session));
  }
  /// Posts, lets it all happen, and gives back the one event that came; kind `first_packet` when none did.
  Event ask(CommandKind kind, Side from = Side::a, const std::string& sdp = {}, SessionId session = House::id) {
    events.clear();
    post(kind, from, sdp, session);
    run();
    return only_event();
  }
  Event only_event() {
    Event none;
    none.kind = EventKind::first_packet;
    EXPECT_LE(events.size(), 1U);
    if (!events.empty()) {
      EXPECT_EQ(events.back().cookie, cookie);
    }
    return events.size() == 1 ? events.back() : none;
  }
  Event offer(Side from, const Party& party, SessionId session = House::id) {
    return ask(CommandKind::offer, from, party.sdp(), session);
  }
  Event answer(Side from, const Party& party, SessionId session = House::id) {
    return ask(CommandKind::answer, from, party.sdp(), session);
  }
  bool set_up(Party& a, Party& b, SessionId session = House::id) {
    const Event offered = offer(Side::a, a, session);
    if (offered.kind != EventKind::sdp) return false;
    b.told(offered.sdp.view());
    const Event answered = answer(Side::b, b, session);
    if (answered.kind != EventKind::sdp) return false;
    a.told(answered.sdp.view());
    return true;
  }
  std::size_t sessions_at(std::size_t anchor) const { return desks[anchor]->server->call_count(); }
  std::uint64_t requests(std::size_t anchor, Verb verb, metrics::AnchorOutcome outcome) const {
    return counters->value(metrics::Counter::anchor_requests, {anchor, verb, outcome});
  }

  struct Datagram {
    std::size_t anchor;
    std::string text;
  };
  Instant now{std::chrono::hours{1}};
  std::vector<std::unique_ptr<AnchorDesk>> desks;
  std::vector<bool> silent;                 ///< the anchor is dead
  std::function<void(std::string&)> spoil;  ///< what the network does to replies
  std::deque<Datagram> wire;
  std::vector<Datagram> sent;
  std::deque<Event> events;
  std::vector<std::string> lines;
  metrics::Labels labels;
  std::optional<metrics::Counters> counters;
  CountingKeys keys;
  std::unique_ptr<Command> command = std::make_unique<Command>();
  std::uint64_t cookie = 0;
  ClientSettings settings;
  std::optional<Client> client;
};

/// True when what each of them sends arrives at the other as it was.
inline bool hear_each_other(AnchorDesk& desk, Party& a, Party& b, std::uint16_t sequence) {
  const Octets from_a = rtp_packet(sequence, 0x1111);
  const Octets from_b = rtp_packet(sequence, 0x2222);
  const auto at_b = desk.house.rtp(a, from_a);
  const auto at_a = desk.house.rtp(b, from_b);
  if (!at_b.verdict.forward || !at_a.verdict.forward) return false;
  return b.open(at_b.octets) == from_a && a.open(at_a.octets) == from_b;
}

}  // namespace trunkgate::media::ng
