// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/text_value.h"

#include <algorithm>
#include <charconv>

namespace trunkgate::proxy {
namespace {

constexpr std::size_t host_name_size_max = 253;
constexpr std::size_t label_size_max = 63;
constexpr std::size_t identifier_size_max = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto number = parse_number(text);
  if (!number || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

/// "host", "host:port" or "[::1]:port" cut in two; the port part is empty when there is none.
struct HostAndPort {
  std::string_view host;  ///< as written, with brackets
  std::string_view port;
  bool well_formed = false;
};

HostAndPort cut_host_and_port(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const std::size_t colon = text.find(':', bracket);
  if (colon == std::string_view::npos) return {text, {}, true};
  return {text.substr(0, colon), text.substr(colon + 1), colon + 1 < text.size()};
}

std::optional<Transport> parse_transport(std::string_view text) {
  for (const Transport transport : {Transport::udp, Transport::tcp, Transport::tls}) {
    if (text == to_string(transport)) return transport;
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> unit_of(char letter) {
  switch (letter) {
    case 's': return std::chrono::seconds{1};
    case 'm': return std::chrono::minutes{1};
    case 'h': return std::chrono::hours{1};
    default: return std::nullopt;
  }
}

bool is_user(std::string_view text) {
  constexpr std::string_view marks = "-_.!~*'()+=,&$%";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || is_letter(c) || marks.find(c) != std::string_view::npos;
  });
}

/// The part after "sip:" and before any ';'.
bool read_user_host_port(std::string_view text, PeerAddressText& out) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!is_user(text.substr(0, at))) return false;
    out.user = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  const HostAndPort parts = cut_host_and_port(text);
  const auto port = parts.port.empty() ? std::optional<std::uint16_t>{0} : parse_port(parts.port);
  if (!parts.well_formed || !port || (!parts.port.empty() && *port == 0)) return false;
  out.port = *port;
  out.literal = parse_ip(parts.host);
  if (!out.literal && !is_host_name(parts.host)) return false;
  const bool bracketed = parts.host.starts_with('[');
  out.host = bracketed ? parts.host.substr(1, parts.host.size() - 2) : parts.host;
  return true;
}

}  // namespace

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::chrono::seconds longest{std::chrono::hours{24 * 365}};
  std::chrono::seconds total{0};
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto digits_end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto digits = static_cast<std::size_t>(digits_end - text.begin());
    const auto number = parse_number(text.substr(0, digits));
    const auto unit = digits < text.size() ? unit_of(text[digits]) : std::nullopt;
    if (!number || !unit) return std::nullopt;
    total += std::chrono::seconds{*number * static_cast<std::int64_t>(unit->count())};
    if (total > longest) return std::nullopt;
    text.remove_prefix(digits + 1);
  }
  return total;
}

std::optional<PortRange> parse_port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = parse_port(text.substr(0, dash));
  const auto last = parse_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const HostAndPort parts = cut_host_and_port(text);
  const auto address = parse_ip(parts.host);
  const auto port = parse_port(parts.port);
  if (!parts.well_formed || !address || !port) return std::nullopt;
  return Endpoint{*address, *port};
}

std::optional<ListenerText> parse_listener(std::string_view text) {
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  const auto transport = parse_transport(text.substr(0, mark));
  const HostAndPort parts = cut_host_and_port(text.substr(mark + 3));
  const auto address = parse_ip(parts.host);
  if (!transport || !parts.well_formed || !address) return std::nullopt;
  const std::uint16_t default_port = *transport == Transport::tls ? 5061 : 5060;
  const auto port = parts.port.empty() ? default_port : parse_port(parts.port);
  if (!port || *port == 0) return std::nullopt;
  return ListenerText{*transport, {*address, *port}};
}

std::optional<PeerAddressText> parse_peer_address(std::string_view text) {
  PeerAddressText address;
  if (text.starts_with("sips:")) {
    address.transport = Transport::tls;
    text.remove_prefix(5);
  } else if (text.starts_with("sip:")) {
    text.remove_prefix(4);
  } else {
    return std::nullopt;
  }
  const std::size_t semicolon = text.find(';');
  if (semicolon != std::string_view::npos) {
    constexpr std::string_view name = "transport=";
    const std::string_view parameter = text.substr(semicolon + 1);
    const auto transport = parameter.starts_with(name) ? parse_transport(parameter.substr(name.size())) : std::nullopt;
    if (!transport || (address.transport == Transport::tls && *transport != Transport::tls)) return std::nullopt;
    address.transport = *transport;
  }
  if (!read_user_host_port(text.substr(0, semicolon), address)) return std::nullopt;
  return address;
}

bool is_host_and_port(std::string_view text) {
  const HostAndPort parts = cut_host_and_port(text);
  const auto port = parse_port(parts.port);
  return parts.well_formed && port && *port != 0 && (parse_ip(parts.host) || is_host_name(parts.host));
}

bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > host_name_size_max) return false;
  std::string_view label;
  while (!text.empty()) {
    label = text.substr(0, text.find('.'));
    if (label.empty() || label.size() > label_size_max || label.front() == '-' || label.back() == '-') return false;
    const bool good = std::all_of(label.begin(), label.end(),
                                  [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '_'; });
    if (!good || (text.size() == label.size() + 1)) return false;  // a dot with nothing behind it
    text.remove_prefix(std::min(label.size() + 1, text.size()));
  }
  return !std::all_of(label.begin(), label.end(), is_digit);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= identifier_size_max && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '_';
  });
}

}  // namespace trunkgate::proxy
