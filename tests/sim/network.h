// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>

#include "proxy/flow.h"
#include "tests/sim/packet.h"
#include "tests/sim/site.h"
#include "tests/sim/world.h"

namespace trunkgate::sim {

/// Carries messages between the sites and the house. Datagrams are lost, doubled, held back, overtaken; streams keep
/// their order and may be reset; a site may be cut off or dead. Also what the edge does for the core: it dials, reuses
/// a dialed connection for the same flow, and reports a connection that is gone.
class Network {
 public:
  struct Ends {
    std::function<void(const Path&, const Packet&)> site_receives;
    std::function<void(const proxy::Flow&, const Packet&)> house_receives;
    std::function<void(const proxy::Flow&)> house_loses;
  };

  Network(World& world, bool streams_inside, bool streams_outside);
  void connect(Ends ends) { ends_ = std::move(ends); }

  void from_house(const proxy::Flow& flow, Packet packet);
  void from_site(const Path& path, Packet packet);
  /// How a site reaches the house now: its connection when it has one, else a new one; or datagrams.
  [[nodiscard]] Path path_from(std::size_t site);

  [[nodiscard]] bool streams(std::size_t site) const {
    return sites[site].outside ? streams_outside_ : streams_inside_;
  }

  /// Silent: nothing reaches it and it sends nothing, and nobody is told.
  void set_dead(std::size_t site, bool dead) { lines_[site].dead = dead; }
  [[nodiscard]] bool dead(std::size_t site) const { return lines_[site].dead; }
  /// Resets every connection of the site, as a restart does.
  void reset_all(std::size_t site);
  /// Faults off: cuts end now.
  void calm();

 private:
  struct Line {  // state of one site
    bool dead = false;
    sip::Instant cut_until{};
    sip::Instant burst_until{};
  };
  struct Connection {
    Path path;
    proxy::Flow flow;      // as the core sees it
    proxy::Flow dialed{};  // the dial flow, when the house opened it
    bool open = true;
    sip::Instant last_to_house{};
    sip::Instant last_to_site{};
  };
  Connection& open(std::size_t site, std::uint8_t listener);
  void reset(Connection& connection);
  void datagram(std::size_t site, const Packet& packet, std::function<void(const Packet&)> arrive);
  void stream(Connection& connection, bool to_house, Packet packet);
  void house_send_stream(const proxy::Flow& flow, std::size_t site, Packet packet);
  [[nodiscard]] sip::Duration transit();
  void maybe_cut(std::size_t site);

  World& world_;
  Random random_;
  Ends ends_;
  bool streams_inside_;
  bool streams_outside_;
  std::array<Line, sites.size()> lines_{};
  std::map<std::uint32_t, Connection> connections_;
  std::uint32_t last_connection_ = 0;
};

}  // namespace trunkgate::sim
