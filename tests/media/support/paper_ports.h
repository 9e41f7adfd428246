// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "media/session/packet.h"

namespace trunkgate::media {

/// Sockets that exist on paper; some ports may be taken by others, descriptors may run out, and sending may fail.
struct PaperPorts : PortOpener, PacketSender {
  struct Sent {
    Endpoint via;
    Endpoint to;
    std::vector<std::uint8_t> octets;
  };

  std::map<PortIndex, Endpoint> open_ports;
  std::set<std::uint16_t> taken;
  std::size_t attempts = 0;
  std::size_t opened = 0;
  std::size_t descriptors = SIZE_MAX;
  std::vector<Sent> sent;
  bool refuses = false;

  bool open(PortIndex index, const Endpoint& local) override {
    ++attempts;
    if (taken.contains(local.port) || exhausted()) return false;
    ++opened;
    return open_ports.emplace(index, local).second;
  }
  [[nodiscard]] bool exhausted() const override { return open_ports.size() >= descriptors; }
  void close(PortIndex index) override { open_ports.erase(index); }
  bool send(PortIndex via, const Packet& packet, const Endpoint& to) override {
    if (refuses) return false;
    sent.push_back({open_ports.at(via), to, {packet.octets, packet.octets + packet.size}});
    return true;
  }

  [[nodiscard]] std::optional<PortIndex> at(const Endpoint& local) const {
    for (const auto& [index, endpoint] : open_ports) {
      if (endpoint == local) return index;
    }
    return std::nullopt;
  }
};

}  // namespace trunkgate::media
