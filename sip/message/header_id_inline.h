// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sip/message/header_id.h"
#include "sip/scan/common_shape_inline.h"

// Inline because every header line is looked up: bench/run parser, case parse.

namespace trunkgate::sip {

/// So many bytes must be readable at a name that plain_header_id() looks up, and eight before its end.
inline constexpr std::size_t header_name_block = 16;

namespace detail {

/// A known name in lower case as it is compared: its first sixteen letters, its last eight, its length.
struct NameRow {
  std::array<char, header_name_block> front{};
  std::uint64_t back = 0;        // a shorter name at the upper end
  std::uint32_t front_bits = 0;  // one per letter
  std::uint32_t size = 0;
};
using NameRows = std::array<NameRow, static_cast<std::size_t>(HeaderId::count_)>;
inline constexpr std::size_t known_name_size_max = header_name_block + 8;

/// The multiplier that spreads length and last letters of all names without a collision is found when header_id.cpp is
/// compiled, so a lookup is one multiplication and one comparison.
struct IdTable {
  std::uint64_t multiplier = 0;
  std::array<std::uint8_t, 1024> slots{};

  [[nodiscard]] constexpr std::size_t slot_of(std::uint64_t back, std::size_t size) const {
    return static_cast<std::size_t>(((back + size) * multiplier) >> (64 - 10));
  }
};

/// For each size what keeps that many of the last eight letters.
inline constexpr auto back_masks = [] {
  std::array<std::uint64_t, known_name_size_max + 1> masks{};
  for (std::size_t size = 1; size < masks.size(); ++size)
    masks[size] = ~std::uint64_t{0} << 8 * (8 - std::min<std::size_t>(size, 8));
  return masks;
}();

extern const NameRows name_rows;
extern const IdTable id_table;

/// One bit for each of the first sixteen letters that is the same.
inline std::uint32_t same_letters(const char* name, const NameRow& row) {
#if defined(__SSE2__)
  const auto load = [](const char* text) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text)); };
  const __m128i lower = _mm_or_si128(load(name), _mm_set1_epi8(0x20));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(lower, load(row.front.data()))));
#else
  std::uint32_t same = 0;
  for (std::size_t i = 0; i < header_name_block; ++i) same |= std::uint32_t{(name[i] | 0x20) == row.front[i]} << i;
  return same;
#endif
}

}  // namespace detail

/// As header_id(), for a name of letters, digits and "-._" alone. In these 0x20 tells the cases of a letter apart, and
/// nothing else.
[[gnu::always_inline]] inline HeaderId plain_header_id(std::string_view name) {
  if (name.size() - 2 > detail::known_name_size_max - 2) [[unlikely]]
    return header_id(name);
  const std::uint64_t last = common_shape::load_8(name.data() + name.size() - 8) | common_shape::text_8("        ");
  const std::uint64_t back = last & detail::back_masks[name.size()];
  const std::uint8_t slot = detail::id_table.slots[detail::id_table.slot_of(back, name.size())];
  const detail::NameRow& row = detail::name_rows[slot];
  const std::uint32_t same = detail::same_letters(name.data(), row) & row.front_bits;
  const std::uint64_t different = (row.back ^ back) | (row.size ^ name.size()) | (same ^ row.front_bits);
  return different == 0 ? static_cast<HeaderId>(slot) : HeaderId::other;
}

}  // namespace trunkgate::sip
