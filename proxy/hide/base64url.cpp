// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/base64url.h"

#include <algorithm>
#include <array>

namespace trunkgate::proxy {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t foreign = 0xff;

constexpr std::array<std::uint8_t, 256> value_table = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(foreign);
  for (std::size_t value = 0; value < alphabet.size(); ++value) {
    table[static_cast<unsigned char>(alphabet[value])] = static_cast<std::uint8_t>(value);
  }
  return table;
}();

std::uint8_t value_of(char c) { return value_table[static_cast<unsigned char>(c)]; }

}  // namespace

std::size_t base64url_encode(std::span<const std::uint8_t> bytes, std::span<char> out) {
  std::size_t written = 0;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (bit_count += 8; bit_count >= 6;) {
      bit_count -= 6;
      out[written++] = alphabet[bits >> bit_count & 63];
    }
  }
  if (bit_count > 0) out[written++] = alphabet[bits << (6 - bit_count) & 63];
  return written;
}

std::optional<std::size_t> base64url_decode(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() % 4 == 1 || text.size() * 6 / 8 > out.size()) return std::nullopt;
  std::size_t written = 0;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char c : text) {
    const auto value = value_of(c);
    if (value == foreign) return std::nullopt;
    bits = bits << 6 | value;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    out[written++] = static_cast<std::uint8_t>(bits >> bit_count);
  }
  if ((bits & ((1u << bit_count) - 1)) != 0) return std::nullopt;
  return written;
}

bool is_base64url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return value_of(c) != foreign; });
}

}  // namespace trunkgate::proxy
