// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trunkgate::sip {

/// RFC 3261 §25.1: the octets below SP and DEL. HT is linear white space and no matter.
[[nodiscard]] constexpr bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return (octet < 0x20 && c != '\t') || octet == 0x7f;
}

/// Position of the first control character, or the size. SSE2 where there is, scalar elsewhere.
[[nodiscard]] std::size_t find_control(std::string_view text);
[[nodiscard]] std::size_t find_control_scalar(std::string_view text);

}  // namespace trunkgate::sip
