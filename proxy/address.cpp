// SPDX-License-Identifier: Apache-2.0
#include "proxy/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace trunkgate::proxy {
namespace {

constexpr std::array<std::uint8_t, 12> v4_mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool IpAddress::is_v4() const { return std::equal(v4_mapped_prefix.begin(), v4_mapped_prefix.end(), bytes.begin()); }

bool IpAddress::is_unspecified() const {
  const auto first = bytes.begin() + (is_v4() ? 12 : 0);
  return std::all_of(first, bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (text.find(':') == std::string_view::npos) return std::nullopt;  // brackets are for IPv6 alone
  }
  char terminated[INET6_ADDRSTRLEN];
  // A NUL inside would end the text for inet_pton and let the rest pass unread.
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) return std::nullopt;
  *std::copy(text.begin(), text.end(), terminated) = '\0';  // of a default view too, which has no data

  IpAddress address;
  if (inet_pton(AF_INET6, terminated, address.bytes.data()) == 1) return address;
  std::copy(v4_mapped_prefix.begin(), v4_mapped_prefix.end(), address.bytes.begin());
  if (inet_pton(AF_INET, terminated, address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

std::size_t write_ip(const IpAddress& address, bool bracketed, char* out) {
  if (address.is_v4()) {
    inet_ntop(AF_INET, address.bytes.data() + 12, out, INET_ADDRSTRLEN);
    return std::strlen(out);
  }
  // The longest IPv6 text that is not IPv4-mapped has 39 characters, so brackets fit into 46.
  char* const text = bracketed ? out + 1 : out;
  inet_ntop(AF_INET6, address.bytes.data(), text, INET6_ADDRSTRLEN - 1);
  const std::size_t length = std::strlen(text);
  if (!bracketed) return length;
  out[0] = '[';
  out[length + 1] = ']';
  return length + 2;
}

std::string to_string(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN];
  return {text, write_ip(address, false, text)};
}

std::string to_string(const Endpoint& endpoint) {
  char text[INET6_ADDRSTRLEN];
  std::string result{text, write_ip(endpoint.address, true, text)};
  return result.append(":").append(std::to_string(endpoint.port));
}

std::string_view to_string(Transport transport) {
  switch (transport) {
    case Transport::udp: return "udp";
    case Transport::tcp: return "tcp";
    case Transport::tls: return "tls";
  }
  return "udp";
}

std::string_view via_name(Transport transport) {
  switch (transport) {
    case Transport::udp: return "UDP";
    case Transport::tcp: return "TCP";
    case Transport::tls: return "TLS";
  }
  return "UDP";
}

}  // namespace trunkgate::proxy
