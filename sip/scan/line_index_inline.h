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
    std::string_view name;   ///< 1 to 63 bytes; 16 can be read, and eight before its end
    std::string_view value;  ///< trimmed
  };

  explicit CommonLines(LineIndex& index) : index_(index), begin_(index.position_) {
    look_ahead(begin_);
    if ((delimiters_ & 1) != 0) delimiters_ = 0;
  }

  /// The next line; false when LineIndex::next_header() has to look, and then nothing is left to do but take().
  [[gnu::always_inline]] bool next(Line& line) {
    if (delimiters_ == 0) return false;
    const char* const text = index_.text_.data();
    const std::size_t colon = begin_ + LineIndex::lowest(delimiters_);
    const std::size_t end = controls_ != 0 ? begin_ + LineIndex::lowest(controls_) : index_.control_in_window(begin_);
    if (end + 2 >= index_.text_.size() || load_2(text + end) != two('\r', '\n')) return false;
    // The colon is a delimiter before the end, so what is looked at here is in the text.
    if (load_2(text + colon) == two(':', ' ') && !is_low(text[colon + 2]) && !is_low(text[end - 1])) [[likely]] {
      line.value = {text + colon + 2, end - colon - 2};
    } else {
      if (text[colon] != ':') return false;
      line.value = trim({text + colon + 1, end - colon - 1});
    }
    line.name = {text + begin_, colon - begin_};
    // A fold begins with a blank, the empty line with a CR, and any other line with its name.
    look_ahead(end + 2);
    if ((delimiters_ & 1) != 0 && text[end + 2] != '\r') return false;
    begin_ = end + 2;
    return true;
  }
  /// Takes all lines so far.
  void take() { index_.position_ = begin_; }

 private:
  static constexpr unsigned two(char first, char second) {
    return static_cast<unsigned char>(first) | unsigned{static_cast<unsigned char>(second)} << 8;
  }
  static unsigned load_2(const char* at) { return two(at[0], at[1]); }
  static bool is_low(char c) { return static_cast<unsigned char>(c) <= ' '; }

  [[gnu::always_inline]] void look_ahead(std::size_t position) {
    if (position < index_.ahead_) [[likely]] {
      delimiters_ = LineIndex::bits_from(index_.delimiters_, position);
      controls_ = LineIndex::bits_from(index_.controls_, position);
    } else {
      delimiters_ = index_.bits_ahead(position);
      controls_ = 0;
    }
  }

  LineIndex& index_;
  std::size_t begin_;
  std::uint64_t delimiters_ = 0;  // from begin_ on; 0: the line there is not for us
  std::uint64_t controls_ = 0;    // 0: none near
};

}  // namespace trunkgate::sip
