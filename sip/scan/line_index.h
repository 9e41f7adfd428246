// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sip/error.h"

namespace trunkgate::sip {

/// One bit per byte of a block of 64: what is a control character (all of them but HT), what is a colon, what is a
/// delimiter: anything but letters, digits and "-._".
struct BlockMasks {
  std::uint64_t controls = 0;
  std::uint64_t colons = 0;
  std::uint64_t delimiters = 0;

  friend bool operator==(const BlockMasks&, const BlockMasks&) = default;
};
inline constexpr std::size_t block_size = 64;

class Delimiters;

/// Fills `block_count` masks from as many whole blocks of text. All kinds give the same; best_index_blocks() is the
/// fastest that this processor runs, and nothing is null but a kind that it does not run.
using IndexBlocks = void (*)(const char* text, std::size_t block_count, BlockMasks* out);
void index_blocks_scalar(const char* text, std::size_t block_count, BlockMasks* out);
[[nodiscard]] IndexBlocks index_blocks_sse2();
[[nodiscard]] IndexBlocks index_blocks_avx2();
[[nodiscard]] IndexBlocks best_index_blocks();

/// Walks the lines of a header part in one pass (RFC 3261 §7). The bit masks are made a few blocks at a time and walked
/// as they are; no list of positions is built. Those of the first 4 kB are kept for the readers of header values.
/// Views into the text.
class LineIndex {
 public:
  struct Line {
    std::string_view text;                       ///< without its CRLF; a header line with its folds
    std::size_t colon = std::string_view::npos;  ///< of the first colon in `text`
    bool plain_name = false;                     ///< the colon is the first delimiter in `text`
  };

  explicit LineIndex(std::string_view text, IndexBlocks index = best_index_blocks()) : text_(text), index_(index) {}
  /// Begins anew with another text.
  void reset(std::string_view text);

  /// The next line. Errors: unterminated when no line end is left, bare_line_end for a CR or LF alone,
  /// forbidden_character for any other control character but HT.
  [[nodiscard]] ParseError next(Line& line);
  /// The same with the folded continuations of §7.3.1, which stay in `text` as they are, and with control characters
  /// that a backslash quotes in a quoted string of the first line. An empty line is never folded.
  [[nodiscard]] ParseError next_header(Line& line);
  struct CommonLine {
    const char* text = nullptr;       ///< null: next_header() has to look
    std::size_t size = 0;             ///< without its CRLF
    std::size_t first_delimiter = 0;  ///< position in the line, at most 63
  };
  /// The next header line when it has the shape of nearly all: an end as it should be, no fold. At its front 16 bytes
  /// can be read. It is not taken by that, but by take().
  [[nodiscard]] CommonLine common_line();
  void take(const CommonLine& line) { position_ += line.size + 2; }
  /// Takes the empty line that ends a header part, if it is what comes next.
  [[nodiscard]] bool take_blank_line();
  /// What is behind the lines taken so far.
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }
  /// Of the lines taken so far, as far as they are still kept. Valid as long as this object and its text.
  [[nodiscard]] Delimiters delimiters() const;

 private:
  static constexpr std::size_t window_blocks = 64;
  static constexpr std::size_t first_step_blocks = 8;
  static constexpr std::size_t step_blocks = 4;
  static constexpr std::size_t front_size = 16;
  static constexpr std::size_t sentinel_blocks = 2;  // behind the end of the text; nothing but control characters

  [[nodiscard]] const BlockMasks& masks(std::size_t block) {
    if (block >= window_end_) fill(block);
    return window_[block - window_begin_];
  }
  void fill(std::size_t block);
  bool fill_ahead(std::size_t begin);
  [[nodiscard]] std::size_t long_line(std::size_t begin) const;
  ParseError end_line(std::size_t end);
  ParseError next_with_quoted_pairs(Line& line);

  std::string_view text_;
  IndexBlocks index_;
  std::size_t position_ = 0;
  std::size_t window_begin_ = 0;  // in blocks
  std::size_t window_end_ = 0;
  std::size_t ahead_ = 0;  // a line that begins before has two more blocks in the window, and a readable front
  std::array<BlockMasks, window_blocks + sentinel_blocks> window_;
};

}  // namespace trunkgate::sip
