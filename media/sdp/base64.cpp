// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/base64.h"

namespace trunkgate::media {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

bool decode_base64(std::string_view text, std::span<std::uint8_t> octets) {
  if (text.size() % 4 == 0 && text.ends_with('=')) {
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  if (text.size() != (octets.size() * 4 + 2) / 3) return false;
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t written = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return false;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets[written++] = static_cast<std::uint8_t>(bits >> count & 0xffU);
  }
  return (bits & ((1U << count) - 1U)) == 0;
}

void encode_base64(std::span<const std::uint8_t> octets, TextWriter& out) {
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t left = octets.size() - i;
    const std::uint32_t bits = static_cast<std::uint32_t>(octets[i]) << 16 |
                               static_cast<std::uint32_t>(left > 1 ? octets[i + 1] : 0) << 8 |
                               static_cast<std::uint32_t>(left > 2 ? octets[i + 2] : 0);
    const char quantum[4] = {alphabet[bits >> 18 & 63U], alphabet[bits >> 12 & 63U],
                             left > 1 ? alphabet[bits >> 6 & 63U] : '=', left > 2 ? alphabet[bits & 63U] : '='};
    out << std::string_view(quantum, sizeof quantum);
  }
}

}  // namespace trunkgate::media
