// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/scan/chars.h"
#include "sip/scan/line_index.h"

// Inline because a message has some twenty header lines: bench/run parser, case parse.

namespace trunkgate::sip {

/// Walks header lines of the shape that nearly all have, in the text that the first window holds: a name of letters,
/// digits and "-._" right before its colon, an end as it should be, no fold. Borrows the index, which moves by take()
/// alone.
class CommonLines {
 public:
  struct Line {
    std::string_view name;   ///< 1 to 63 bytes
    std::string_view value;  ///< trimmed
  };

  explicit CommonLines(LineIndex& index) : index_(index), begin_(index.text_.data() + index.position_) {}

  /// The next line; false when LineIndex::next_header() has to look, and then nothing is left to do but take().
  [[gnu::always_inline]] bool next(Line& line) {
    const LineIndex::Bits ahead = look_ahead();
    if (ahead.delimiters == 0 || (ahead.delimiters & 1) != 0) return false;
    const char* end = nullptr;
    if (ahead.controls != 0) [[likely]]
      end = begin_ + LineIndex::lowest(ahead.controls);
    else
      end = far_end();
    if (end >= index_.last_end_ || load_2(end) != two('\r', '\n')) return false;
    // The colon is a delimiter before the end, so what is looked at here is in the text.
    const char* const colon = begin_ + LineIndex::lowest(ahead.delimiters);
    if (load_2(colon) == two(':', ' ') && !is_low(colon[2]) && !is_low(end[-1])) [[likely]] {
      line.value = {colon + 2, static_cast<std::size_t>(end - colon - 2)};
    } else {
      if (*colon != ':') return false;
      line.value = trim({colon + 1, static_cast<std::size_t>(end - colon - 1)});
    }
    // Behind a line there is another, the CR of the empty line, or the blank of a fold.
    if (is_low(end[2])) [[unlikely]]
      if (end[2] != '\r') return false;
    line.name = {begin_, static_cast<std::size_t>(colon - begin_)};
    begin_ = end + 2;
    return true;
  }
  /// Takes all lines so far.
  void take() { index_.position_ = offset(); }

 private:
  static constexpr unsigned two(char first, char second) {
    return static_cast<unsigned char>(first) | unsigned{static_cast<unsigned char>(second)} << 8;
  }
  static unsigned load_2(const char* at) { return two(at[0], at[1]); }
  static bool is_low(char c) { return static_cast<unsigned char>(c) <= ' '; }

  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(begin_ - index_.text_.data()); }

  /// What is from begin_ on. No delimiters, or one right there: the line is not for us; no controls: none near.
  [[gnu::always_inline]] LineIndex::Bits look_ahead() {
    const auto position = offset();
    if (position < index_.ahead_) [[likely]]
      return index_.bits_at(position);
    return index_.bits_ahead(position);
  }

  /// The first control character behind the block in which the line begins, which has none.
  [[gnu::always_inline]] const char* far_end() {
    std::size_t block = offset() / block_size;
    std::uint64_t found = 0;
    do {
      if (++block == index_.window_end_) [[unlikely]]
        return index_.text_.data() + index_.control_in_window(block);
      found = index_.controls_[block];
    } while (found == 0);
    return index_.text_.data() + block * block_size + LineIndex::lowest(found);
  }

  LineIndex& index_;
  const char* begin_;
};

}  // namespace trunkgate::sip
