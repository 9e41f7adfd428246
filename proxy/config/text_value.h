// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// Readers for the small notations of the configuration file. Each returns nothing when the text is not exactly that.

[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text);  ///< "100"
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(
    std::string_view text);                                                      ///< "30s", "5m", "2h", "1h30m"
[[nodiscard]] std::optional<PortRange> parse_port_range(std::string_view text);  ///< "20000-29999", first <= last
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);     ///< "127.0.0.1:9090", "[::1]:9090"

/// "udp://10.0.0.2:5060"; without a port that of the transport (RFC 3261 §19.1.2).
struct ListenerText {
  Transport transport = Transport::udp;
  Endpoint local;
};
[[nodiscard]] std::optional<ListenerText> parse_listener(std::string_view text);

/// "sip:pbx@10.0.0.5:5060;transport=tcp". `sips:` means TLS. No other parameter, no headers, no password.
struct PeerAddressText {
  std::string user;
  std::string host;  ///< an address literal without brackets
  std::optional<IpAddress> literal;
  std::uint16_t port = 0;  ///< 0: not written
  Transport transport = Transport::udp;
};
[[nodiscard]] std::optional<PeerAddressText> parse_peer_address(std::string_view text);

/// "host:port" after a scheme, e.g. for "ng://10.0.0.7:2223". The host is a literal or a name; the port is required.
[[nodiscard]] bool is_host_and_port(std::string_view text);
/// A DNS name: labels of letters, digits, '-' and '_', the last one not all digits (RFC 1123 §2.1).
[[nodiscard]] bool is_host_name(std::string_view text);
/// The name of a zone or peer: 1 to 32 letters, digits, '_' and '-'. It becomes a metric label.
[[nodiscard]] bool is_identifier(std::string_view text);

}  // namespace trunkgate::proxy
