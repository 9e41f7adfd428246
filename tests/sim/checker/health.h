// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// OPTIONS to the peers, where the configuration wants them: each is asked as often as it says; one that has left two
/// in a row without an answer gets no call any more, until it answers.
class Health final : public Checker {
 public:
  Health(World& world, const Books& books) : Checker(world, books) { last_.fill(world.now()); }

  void on_in(const Message& message) override {
    if (message.text.is_request() || message.text.method() != "OPTIONS" || message.text.status() < 200) return;
    const SentRequest* sent = books_.sent(message.text.branch, "OPTIONS");
    std::erase_if(open_, [&](const Check& check) {
      if (check.request != sent || !sent->answered()) return false;
      result(check.peer, sent->status != 408 && sent->status != 503);
      return true;
    });
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request() || !text.to_tag.empty() || text.method() == "ACK") return;
    const SentRequest* sent = books_.sent(text.branch, text.method());
    if (sent->sendings > 1) return;
    const std::uint16_t peer = peer_of(message.flow);
    if (text.method() == "OPTIONS") {
      open_.push_back({sent, peer});
      last_[peer] = now();
    }
    if (text.method() == "INVITE" && world_.peer_down[peer] && now() > changed_[peer] && !asked_before(*sent))
      fail("a call to peer " + std::to_string(peer) + ", which does not answer OPTIONS");
  }

  void on_flow_failed(const proxy::Flow&) override {
    std::erase_if(open_, [&](const Check& check) {
      if (!check.request->flow_failed) return false;
      result(check.peer, false);
      return true;
    });
  }

  void on_step() override {
    std::erase_if(open_, [&](const Check& check) {
      if (now() < check.request->first + t1_64) return false;
      result(check.peer, false);
      return true;
    });
    const std::chrono::seconds period(static_cast<int>(world_.trouble.health));
    if (period.count() == 0) return;
    for (const sip::Instant last : last_)
      if (now() > last + period + std::chrono::milliseconds(5)) return fail("a peer is not asked whether it is there");
  }

 private:
  struct Check {
    const SentRequest* request;
    std::uint16_t peer;
  };
  static constexpr int misses_max = 2;

  [[nodiscard]] std::string_view name() const override { return "health"; }

  void result(std::uint16_t peer, bool alive) {
    misses_[peer] = alive ? 0 : misses_[peer] + 1;
    const bool down = misses_[peer] >= misses_max;
    if (down == world_.peer_down[peer]) return;
    world_.peer_down[peer] = down;
    changed_[peer] = now();
  }
  /// With credentials, or for a longer session: the same call to the same address again.
  [[nodiscard]] bool asked_before(const SentRequest& invite) const {
    for (const auto& one : books_.all_sent())
      if (one.get() != &invite && one->method == "INVITE" && one->call == invite.call &&
          one->flow.remote_address == invite.flow.remote_address)
        return true;
    return false;
  }
  [[nodiscard]] static std::uint16_t peer_of(const proxy::Flow& flow) {
    for (const Site& site : sites)
      if (*proxy::parse_ip(site.address) == flow.remote_address) return site.peer;
    return 0;
  }

  std::vector<Check> open_;
  std::array<sip::Instant, 3> last_{};
  std::array<sip::Instant, 3> changed_{};
  std::array<int, 3> misses_{};
};

}  // namespace trunkgate::sim
