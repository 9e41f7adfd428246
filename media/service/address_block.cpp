// SPDX-License-Identifier: Apache-2.0
#include "media/service/address_block.h"

#include <array>

#include "media/sdp/address_text.h"
#include "media/sdp/text_writer.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::uint8_t v4_mapped_bits = 96;

std::optional<std::uint16_t> read_port(std::string_view text) {
  const auto number = read_number(text, 65535);
  return number ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

}  // namespace

std::optional<CidrBlock> read_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = read_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const bool dotted = text.find(':') == std::string_view::npos;
  const std::uint8_t offset = dotted ? v4_mapped_bits : 0;
  if (slash == std::string_view::npos) return CidrBlock{*address, 128};
  const auto prefix = read_number(text.substr(slash + 1), 128U - offset);
  if (!prefix) return std::nullopt;
  const CidrBlock block{*address, static_cast<std::uint8_t>(*prefix + offset)};
  for (std::size_t bit = block.prefix; bit < 128; ++bit) {
    if ((address->bytes[bit / 8] >> (7 - bit % 8) & 1U) != 0) return std::nullopt;
  }
  return block;
}

std::optional<Endpoint> read_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  const auto address = read_address(host);
  const auto port = read_port(text.substr(colon + 1));
  return address && port ? std::optional(Endpoint{*address, *port}) : std::nullopt;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> read_port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = read_port(text.substr(0, dash));
  const auto last = read_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return std::pair{*first, *last};
}

std::string to_string(const Address& address) {
  std::array<char, 64> room;
  TextWriter text(room);
  write_connection_address(address, text);
  return std::string{text.view().substr(std::string_view("IP4 ").size())};
}

std::string to_string(const Endpoint& endpoint) {
  const std::string host = to_string(endpoint.address);
  return (endpoint.address.is_v4() ? host : "[" + host + "]") + ":" + std::to_string(endpoint.port);
}

}  // namespace trunkgate::media
