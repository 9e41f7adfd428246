// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trunkgate::proxy {

/// An IPv4 or IPv6 address as 16 bytes; IPv4 is kept IPv4-mapped (::ffff:a.b.c.d), so that one comparison serves both
/// and an allow-list cannot be passed by writing an address the other way.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_unspecified() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// Reads "192.0.2.1", "2001:db8::1" or "[2001:db8::1]"; nothing when it is not an address literal.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
/// "192.0.2.1" or "2001:db8::1", without brackets. For logs and start-up; allocates.
[[nodiscard]] std::string to_string(const IpAddress& address);
/// As `to_string`, into `out` (at least 46 bytes); returns the length. IPv6 in brackets when `bracketed`.
std::size_t write_ip(const IpAddress& address, bool bracketed, char* out);

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
[[nodiscard]] std::string to_string(const Endpoint& endpoint);  ///< "192.0.2.1:5060", "[2001:db8::1]:5060"

enum class Transport : std::uint8_t { udp, tcp, tls };
[[nodiscard]] std::string_view to_string(Transport transport);  ///< "udp", "tcp", "tls"
[[nodiscard]] std::string_view via_name(Transport transport);   ///< "UDP", "TCP", "TLS" (RFC 3261 §20.42)

}  // namespace trunkgate::proxy
