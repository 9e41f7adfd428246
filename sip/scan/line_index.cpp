// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/line_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "sip/scan/chars.h"
#include "sip/scan/control.h"

namespace trunkgate::sip {

void LineIndex::fill(std::size_t block) {
  const std::size_t whole = text_.size() / block_size;
  const std::size_t count = std::min(window_blocks, whole - std::min(block, whole));
  index_(text_.data() + block * block_size, count, window_.data());
  window_begin_ = block;
  window_end_ = block + count;
  if (count == window_blocks) return;
  // The rest of the text is no whole block. The zeros behind it are control characters and so stop every search.
  std::array<char, block_size> tail{};
  const std::string_view last = text_.substr(std::min(whole * block_size, text_.size()));
  if (!last.empty()) std::memcpy(tail.data(), last.data(), last.size());
  index_(tail.data(), 1, &window_[count]);
  ++window_end_;
}

const BlockMasks& LineIndex::masks(std::size_t block) {
  if (block >= window_end_) fill(block);
  return window_[block - window_begin_];
}

ParseError LineIndex::end_line(std::size_t end) {
  if (end >= text_.size()) return ParseError::unterminated;
  if (text_[end] == '\n') return ParseError::bare_line_end;
  if (text_[end] != '\r') return ParseError::forbidden_character;
  if (end + 1 == text_.size()) return ParseError::unterminated;
  if (text_[end + 1] != '\n') return ParseError::bare_line_end;
  position_ = end + 2;
  return ParseError::none;
}

ParseError LineIndex::next(Line& line) {
  const std::size_t begin = position_;
  std::size_t block = begin / block_size;
  std::uint64_t wanted = ~std::uint64_t{0} << (begin % block_size);
  line.colon = std::string_view::npos;
  for (;; ++block, wanted = ~std::uint64_t{0}) {
    const BlockMasks& found = masks(block);
    const std::uint64_t controls = found.controls & wanted;
    // Without a control character this is all ones: the whole block belongs to the line.
    const std::uint64_t before_end = controls == 0 ? ~std::uint64_t{0} : (controls & (~controls + 1)) - 1;
    const std::uint64_t colons = found.colons & wanted & before_end;
    if (colons != 0 && line.colon == std::string_view::npos)
      line.colon = block * block_size + static_cast<std::size_t>(std::countr_zero(colons)) - begin;
    if (controls == 0) continue;
    // In a sound message the first control character of a line is the CR that ends it.
    const std::size_t end = block * block_size + static_cast<std::size_t>(std::countr_zero(controls));
    if (const auto error = end_line(end); error != ParseError::none) return error;
    line.text = text_.substr(begin, end - begin);
    return ParseError::none;
  }
}

// §25.1 quoted-pair: in a quoted string any octet but CR and LF may stand behind a backslash, as RFC 4475 §3.1.1.2 has
// it. Nobody sends such a line in earnest, so it is walked anew, octet by octet.
ParseError LineIndex::next_with_quoted_pairs(Line& line) {
  const std::size_t begin = position_;
  bool quoted = false;
  line.colon = std::string_view::npos;
  for (std::size_t at = begin; at < text_.size(); ++at) {
    const char c = text_[at];
    if (c == '"') quoted = !quoted;
    if (c == ':' && line.colon == std::string_view::npos) line.colon = at - begin;
    const bool pair = quoted && c == '\\' && at + 1 < text_.size() && text_[at + 1] != '\r' && text_[at + 1] != '\n';
    at += pair ? 1 : 0;
    if (pair || !is_control(c)) continue;
    if (const auto error = end_line(at); error != ParseError::none) return error;
    line.text = text_.substr(begin, at - begin);
    return ParseError::none;
  }
  return ParseError::unterminated;
}

ParseError LineIndex::next_header(Line& line) {
  const std::size_t begin = position_;
  ParseError first = next(line);
  if (first == ParseError::forbidden_character) first = next_with_quoted_pairs(line);
  if (first != ParseError::none) return first;
  while (!line.text.empty() && position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
    Line fold;
    const std::size_t fold_begin = position_;
    if (const auto error = next(fold); error != ParseError::none) return error;
    line.text = text_.substr(begin, fold_begin - begin + fold.text.size());
    if (line.colon == std::string_view::npos && fold.colon != std::string_view::npos)
      line.colon = fold_begin - begin + fold.colon;
  }
  return ParseError::none;
}

}  // namespace trunkgate::sip
