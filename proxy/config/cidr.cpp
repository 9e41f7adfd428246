// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/cidr.h"

#include <charconv>

namespace trunkgate::proxy {
namespace {

constexpr std::uint8_t v4_mapped_bits = 96;

IpAddress masked(IpAddress address, std::size_t prefix) {
  for (std::size_t bit = prefix; bit < 128; ++bit) {
    address.bytes[bit / 8] = static_cast<std::uint8_t>(address.bytes[bit / 8] & ~(0x80u >> (bit % 8)));
  }
  return address;
}

}  // namespace

std::optional<CidrBlock> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address || text.starts_with('[')) return std::nullopt;
  const bool dotted = text.find(':') == std::string_view::npos;  // "::ffff:10.0.0.0/104" counts on 128 bits
  const unsigned offset = dotted ? v4_mapped_bits : 0;
  unsigned prefix = 128 - offset;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size() || prefix > 128 - offset) return std::nullopt;
  }
  return CidrBlock{*address, static_cast<std::uint8_t>(prefix + offset)};
}

CidrBlock network_of(const CidrBlock& block) { return {masked(block.network, block.prefix), block.prefix}; }

bool contains(const CidrBlock& block, const IpAddress& address) {
  return masked(address, block.prefix) == masked(block.network, block.prefix);
}

std::string to_string(const CidrBlock& block) {
  const bool dotted = block.network.is_v4() && block.prefix >= v4_mapped_bits;
  const int prefix = block.prefix - (dotted ? v4_mapped_bits : 0);
  return to_string(block.network) + "/" + std::to_string(prefix);
}

}  // namespace trunkgate::proxy
