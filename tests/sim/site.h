// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trunkgate::sim {

/// Listeners of the house, in the order of its configuration.
inline constexpr std::uint8_t corporate_udp = 0;
inline constexpr std::uint8_t corporate_tcp = 1;
inline constexpr std::uint8_t carrier_tls = 2;
inline constexpr std::uint8_t carrier_udp = 3;

/// One endpoint: where it lives and how it dresses its messages. Every name and identifier of an inside site holds the
/// inside mark, every one of an outside site the outside mark, so that a leak is found by looking for a mark.
struct Site {
  std::string_view name;
  std::string_view address;
  std::uint16_t port;
  std::uint8_t datagram_listener;
  std::uint8_t stream_listener;
  std::uint16_t peer;  ///< index in the configuration
  bool outside;
  std::string_view mark;
  std::string_view domain;
  std::string_view contact_host;  ///< of a trunk: private, reached through its Record-Route
};

inline constexpr std::string_view inside_mark = "insideonly";
inline constexpr std::string_view outside_mark = "outsideonly";

inline constexpr std::array<Site, 4> sites{{
    {"pbx", "10.0.0.5", 5060, corporate_udp, corporate_tcp, 0, false, inside_mark, "insideonly.corp.internal",
     "10.0.0.5"},
    {"trunk", "54.172.60.1", 5061, carrier_udp, carrier_tls, 1, true, outside_mark, "outsideonly.pstn.example",
     "172.25.1.1"},
    {"trunk2", "54.172.60.2", 5061, carrier_udp, carrier_tls, 1, true, outside_mark, "outsideonly.pstn.example",
     "172.25.1.2"},
    {"spare", "54.172.60.3", 5061, carrier_udp, carrier_tls, 2, true, outside_mark, "outsideonly.spare.example",
     "172.25.1.3"},
}};
inline constexpr std::size_t pbx_site = 0;

}  // namespace trunkgate::sim
