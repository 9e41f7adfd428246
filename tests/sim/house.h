// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "metrics/counters.h"
#include "proxy/config/config.h"
#include "proxy/core/core.h"
#include "proxy/core/output.h"
#include "proxy/hide/seal.h"
#include "proxy/route/limit.h"
#include "tests/sim/packet.h"
#include "tests/sim/world.h"

namespace trunkgate::sim {

/// The shipped core in its surroundings: a configuration with a PBX, a trunk of two addresses and a spare trunk; what
/// it sends and asks goes to whoever is connected.
class House final : public proxy::Output {
 public:
  struct Ends {
    std::function<void(const proxy::Flow&, std::string_view bytes)> send;
    std::function<bool(const media::Command&)> ask_media;
  };
  static constexpr std::size_t peer_count = 3;

  House(World& world, bool streams_inside, bool streams_outside, Ends ends);
  ~House() override;

  [[nodiscard]] proxy::Core& core() { return *core_; }
  [[nodiscard]] const proxy::Config& config() const { return config_; }
  [[nodiscard]] std::uint32_t calls_of(std::uint16_t peer) const { return limiter_->calls(peer); }

  void send(const proxy::Flow& flow, std::span<const char> bytes) override {
    ends_.send(flow, {bytes.data(), bytes.size()});
  }
  void close(const proxy::Flow&) override {}
  bool ask_media(const media::Command& command) override { return ends_.ask_media(command); }
  void log(const proxy::LogEvent& event) override;

 private:
  World& world_;
  Ends ends_;
  proxy::Config config_;
  std::unique_ptr<metrics::Counters> counters_;
  std::unique_ptr<proxy::PeerLimiter> limiter_;
  std::unique_ptr<proxy::Core> core_;
};

}  // namespace trunkgate::sim
