// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sip/error.h"

namespace trunkgate::sip {

/// Text is indexed in blocks of 64 bytes, one bit per byte.
inline constexpr std::size_t block_size = 64;

class Delimiters;

/// Fills `block_count` words each of: what is a control character (all of them but HT), what is a delimiter (anything
/// but letters, digits and "-._"). All kinds give the same; best_index_blocks() is the fastest that this processor
/// runs, and nothing is null but a kind that it does not run.
using IndexBlocks = void (*)(const char* text, std::size_t block_count, std::uint64_t* controls,
                             std::uint64_t* delimiters);
void index_blocks_scalar(const char* text, std::size_t block_count, std::uint64_t* controls, std::uint64_t* delimiters);
[[nodiscard]] IndexBlocks index_blocks_sse2();
[[nodiscard]] IndexBlocks index_blocks_avx2();
[[nodiscard]] IndexBlocks best_index_blocks();

/// Walks the lines of a header part in one pass (RFC 3261 §7). The bit masks are made a few blocks at a time and walked
/// as they are; no list of positions is built. Those of the first 4 kB are kept for the readers of header values.
/// Views into the text.
class LineIndex {
 public:
  struct Line {
    std::string_view text;                       ///< without its CRLF, but with its folds
    std::size_t colon = std::string_view::npos;  ///< of the first colon in `text`
  };

  explicit LineIndex(std::string_view text, IndexBlocks index = best_index_blocks()) : index_(index) { reset(text); }
  /// Begins anew with another text.
  void reset(std::string_view text);

  /// The next line without its CRLF. Errors: unterminated when no line end is left, bare_line_end for a CR or LF
  /// alone, forbidden_character for any other control character but HT.
  [[nodiscard]] ParseError next(std::string_view& line);
  /// The same with the folded continuations of §7.3.1, which stay in `text` as they are, and with control characters
  /// that a backslash quotes in a quoted string of the first line. An empty line is never folded.
  [[nodiscard]] ParseError next_header(Line& line);
  /// Takes the empty line that ends a header part, if it is what comes next.
  [[nodiscard]] bool take_blank_line();
  /// What is behind the lines taken so far.
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }
  /// Of the lines taken so far, as far as they are still kept. Valid as long as this object and its text.
  [[nodiscard]] Delimiters delimiters() const;

 private:
  friend class CommonLines;
  static constexpr std::size_t window_blocks = 64;
  static constexpr std::size_t step_blocks = 16;
  static constexpr std::size_t sentinel_blocks = 2;  // behind the end of the text; nothing but control characters
  static constexpr std::size_t front_size = 16;      // bytes of a common line that can be read
  struct Bits {
    std::uint64_t delimiters = 0;
    std::uint64_t controls = 0;
  };
  using Words = std::array<std::uint64_t, window_blocks + sentinel_blocks>;  // a bit per byte, a word per block

  void fill(std::size_t block);
  [[nodiscard]] bool has_more() const;
  [[nodiscard]] std::size_t control_from(std::size_t position);
  [[nodiscard]] std::size_t control_in_window(std::size_t block);
  [[nodiscard]] Bits bits_ahead(std::size_t position);
  /// Bits of the bytes from `position` to the end of its block, and of at least 57, in the first window.
  [[nodiscard, gnu::always_inline]] Bits bits_at(std::size_t position) const {
    return {bits_from(delimiters_, position), bits_from(controls_, position)};
  }
  [[gnu::always_inline]] static std::uint64_t bits_from(const Words& words, std::size_t position) {
    std::uint64_t bits;
    std::memcpy(&bits, reinterpret_cast<const char*>(words.data()) + position / 8, sizeof bits);
    return bits >> position % 8;
  }
  /// Position of the lowest of the bits, of which there is one.
  static std::size_t lowest(std::uint64_t bits) { return static_cast<unsigned>(std::countr_zero(bits)); }
  ParseError end_line(std::size_t end);
  ParseError next_with_quoted_pairs(Line& line);

  std::string_view text_;
  const char* last_end_ = nullptr;  // a line that ends here has no line end
  IndexBlocks index_;
  std::size_t position_ = 0;
  std::size_t window_begin_ = 0;  // in blocks
  std::size_t window_end_ = 0;
  std::size_t ahead_ = 0;  // a common line that begins before needs no bits_ahead()
  Words controls_;
  Words delimiters_;
};

}  // namespace trunkgate::sip
