// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trunkgate::proxy {

/// FNV-1a: equal texts, equal value, nothing more is needed. For tags and bodies of one call, not against an adversary.
/// `hash`: that of the text in front, to go on from.
[[nodiscard]] constexpr std::uint64_t text_hash(std::string_view text, std::uint64_t hash = 0xcbf29ce484222325u) {
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace trunkgate::proxy
