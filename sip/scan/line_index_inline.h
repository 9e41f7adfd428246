// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "sip/scan/line_index.h"

// Inline because a message has some twenty header lines: bench/run parser, case parse.

namespace trunkgate::sip {

[[gnu::always_inline]] inline LineIndex::CommonLine LineIndex::common_line() {
  const std::size_t begin = position_;
  if (begin >= ahead_ && !fill_ahead(begin)) return {};
  const BlockMasks* const masks = &window_[begin / block_size - window_begin_];
  // The next 64 characters lie in two blocks; taken together they need no branch that cannot be foretold.
  const auto joined = [begin](std::uint64_t low, std::uint64_t high) {
    return low >> (begin % block_size) | high << 1 << (~begin % block_size);
  };
  const std::uint64_t delimiters = joined(masks[0].delimiters, masks[1].delimiters);
  const std::uint64_t controls = joined(masks[0].controls, masks[1].controls);
  const std::size_t length =
      controls != 0 ? static_cast<unsigned>(std::countr_zero(controls | 1ULL << 63)) : long_line(begin);
  if (begin + length + 2 >= text_.size()) return {};
  const char* const text = text_.data() + begin;
  const char* const end = text + length;
  if (end[0] != '\r' || end[1] != '\n' || end[2] == ' ' || end[2] == '\t') return {};
  return {text, length, static_cast<unsigned>(std::countr_zero(delimiters | 1ULL << 63))};
}

}  // namespace trunkgate::sip
