// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sip/message/header_id.h"
#include "sip/scan/common_shape_inline.h"

// Inline because every header line is looked up: bench/run parser, case parse.

namespace trunkgate::sip {

/// So many bytes must be readable before the end of a name that plain_header_id() looks up.
inline constexpr std::size_t header_name_block = 16;

namespace detail {

inline constexpr std::size_t known_name_size_max = 24;
inline constexpr auto id_count = static_cast<std::size_t>(HeaderId::count_);

/// What plain_header_id() looks up a name of at most sixteen letters in: its last eight letters and the eight before
/// them, without their case_bits and in the upper bytes of each word.
struct NameTable {
  /// Spreads length and last letters of all known names without a collision; found when header_id.cpp is compiled. So
  /// a lookup is one multiplication and one comparison.
  std::uint64_t multiplier = 0;
  std::array<std::uint8_t, 1024> slots{};
  // By size: what keeps the letters of the name, and not their case.
  std::array<std::uint64_t, header_name_block + 1> last_masks{};
  std::array<std::uint64_t, header_name_block + 1> middle_masks{};
  // By id. No letters are like those of a longer name.
  std::array<std::uint64_t, id_count> last{};
  std::array<std::uint64_t, id_count> middle{};

  [[nodiscard]] constexpr std::size_t slot_of(std::uint64_t last_letters, std::size_t size) const {
    return static_cast<std::size_t>(((last_letters + size) * multiplier) >> (64 - 10));
  }
};
extern const NameTable name_table;

/// plain_header_id() of a longer name.
[[nodiscard]] HeaderId long_header_id(std::string_view name);

/// In letters, digits and "-._" this bit tells the cases of a letter apart, and nothing else.
inline constexpr std::uint64_t case_bits = common_shape::text_8("        ");

}  // namespace detail

/// As header_id(), for a name of letters, digits and "-._" alone.
[[gnu::always_inline]] inline HeaderId plain_header_id(std::string_view name) {
  const std::size_t size = name.size();
  if (size - 2 > header_name_block - 2) [[unlikely]]
    return size < 2 ? header_id(name) : detail::long_header_id(name);
  const detail::NameTable& table = detail::name_table;
  const char* const end = name.data() + size;
  const std::uint64_t last = common_shape::load_8(end - 8) & table.last_masks[size];
  const std::uint64_t middle = common_shape::load_8(end - 16) & table.middle_masks[size];
  const std::uint8_t slot = table.slots[table.slot_of(last, size)];
  const std::uint64_t different = (table.last[slot] ^ last) | (table.middle[slot] ^ middle);
  return different == 0 ? static_cast<HeaderId>(slot) : HeaderId::other;
}

}  // namespace trunkgate::sip
