// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "media/ng/server.h"
#include "metrics/counters.h"
#include "tests/media/support/house.h"

namespace trunkgate::media::ng {

/// An ng server before the anchor of a House, both with their clock in the test's hand. Commands wait until serve().
class AnchorDesk : public Control, public ServerOutput {
 public:
  struct Sent {
    Peer peer;
    std::string datagram;
  };

  explicit AnchorDesk(std::uint16_t pairs = 50, SrtpPolicy policy = SrtpPolicy::optional) : house(policy, pairs) {
    house.config.zones[0].srtp = policy;
    house.anchor.emplace(house.config, std::uint8_t{0}, std::uint64_t{1}, house.ports, house.keys, nullptr);
    labels.ng_commands = ng_command_names();
    counters.emplace(labels);
    ServerSettings settings;
    settings.zones = {"corporate", "carrier"};
    settings.allow = {{Address::v4(127, 0, 0, 0), 104}};
    settings.started = house.now;
    settings.unix_time = 1'000'000;
    server.emplace(settings, *this, *this, &*counters);
  }

  bool post(const Command& command) override {
    if (queue.size() >= room) return false;
    queue.push_back(std::make_unique<Command>(command));
    return true;
  }
  void send(const Peer& peer, std::string_view datagram) override { sent.push_back({peer, std::string{datagram}}); }
  void log(const LogEvent& event) override {
    lines.emplace_back(std::string{event.event} + " " + std::string{event.text});
  }

  /// The anchor does what it was sent, and says so.
  void serve() {
    for (; !queue.empty(); queue.pop_front()) {
      auto event = std::make_unique<Event>();
      if (house.anchor->on_command(house.now, *queue.front(), *event)) server->on_event(*event);
    }
  }
  /// Sends `json` under a fresh cookie, lets the anchor work, and gives back the dictionary of the reply; empty: none.
  std::string ask(const std::string& json) { return ask(json, "c" + std::to_string(++cookie)); }
  std::string ask(const std::string& json, const std::string& with_cookie) {
    const std::size_t before = sent.size();
    server->on_datagram(house.now, client, with_cookie + " " + json);
    serve();
    if (sent.size() != before + 1) return {};
    const std::string& datagram = sent.back().datagram;
    return datagram.starts_with(with_cookie + " ") ? datagram.substr(with_cookie.size() + 1) : std::string{};
  }
  void wait(std::chrono::milliseconds time) {
    house.now += time;
    server->on_deadline(house.now);
    serve();
  }

  static std::string message(const std::string& command, const std::string& from, const std::string& to = {},
                             const std::string& sdp = {}, const std::string& more = {}) {
    std::string text = R"({"command":")" + command + R"(","call-id":"call","from-tag":")" + from + "\"";
    if (!to.empty()) text += R"(,"to-tag":")" + to + "\"";
    if (!sdp.empty()) text += ",\"sdp\":\"" + escaped(sdp) + "\"";
    return text + (more.empty() ? "" : "," + more) + "}";
  }
  static std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) result += c == '\r' ? "\\r" : c == '\n' ? "\\n" : std::string(1, c);
    return result;
  }
  /// The SDP of a reply; empty when it has none.
  static std::string sdp_of_reply(const std::string& reply) {
    const auto tree = std::make_unique<Tree>();
    Message message;
    if (read_message("c " + reply, *tree, message) != MessageError::none) return {};
    return std::string{message.dictionary.find("sdp").text()};
  }

  House house;
  metrics::Labels labels;
  std::optional<metrics::Counters> counters;
  std::deque<std::unique_ptr<Command>> queue;
  std::size_t room = 100;
  std::vector<Sent> sent;
  std::vector<std::string> lines;
  Peer client{{Address::v4(127, 0, 0, 1), 40000}, 0};
  int cookie = 0;
  std::optional<Server> server;
};

}  // namespace trunkgate::media::ng
