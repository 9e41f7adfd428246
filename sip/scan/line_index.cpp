// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/line_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "sip/limits.h"
#include "sip/scan/control.h"
#include "sip/scan/delimiters_inline.h"

namespace trunkgate::sip {

void LineIndex::reset(std::string_view text) {
  text_ = text;
  last_end_ = text.size() < 2 ? text.data() : text.data() + text.size() - 2;
  position_ = window_begin_ = window_end_ = ahead_ = 0;
}

Delimiters LineIndex::delimiters() const {
  const std::size_t begin = window_begin_ * block_size;
  const std::size_t end = std::max(begin, std::min(position_, window_end_ * block_size));
  return {text_, text_.substr(begin, end - begin), delimiters_.data()};
}

bool LineIndex::take_blank_line() {
  if (text_.size() < position_ + 2 || text_[position_] != '\r' || text_[position_ + 1] != '\n') return false;
  position_ += 2;
  return true;
}

void LineIndex::fill(std::size_t block) {
  if (block - window_begin_ >= window_blocks) window_begin_ = window_end_ = block;
  const std::size_t whole = text_.size() / block_size;
  const std::size_t room = std::min(step_blocks, window_begin_ + window_blocks - window_end_);
  const std::size_t count = std::min(room, whole - std::min(window_end_, whole));
  const std::size_t at = window_end_ - window_begin_;
  index_(text_.data() + window_end_ * block_size, count, &controls_[at], &delimiters_[at]);
  window_end_ += count;
  // Behind the first window there are no common lines.
  const std::size_t fronts_end = window_begin_ != 0 ? 0 : std::max(text_.size(), front_size) - front_size;
  ahead_ = std::min((std::max<std::size_t>(window_end_, 2) - 2) * block_size, fronts_end);
  if (count == room) return;
  // The rest of the text is no whole block. The zeros behind it are control characters and so stop every search.
  std::array<char, block_size> tail{};
  const std::string_view last = text_.substr(std::min(whole * block_size, text_.size()));
  if (!last.empty()) std::memcpy(tail.data(), last.data(), last.size());
  index_(tail.data(), 1, &controls_[at + count], &delimiters_[at + count]);
  for (std::size_t i = 1; i <= sentinel_blocks; ++i)
    controls_[at + count + i] = delimiters_[at + count + i] = ~std::uint64_t{0};
  window_end_ += 1 + sentinel_blocks;
  ahead_ = fronts_end;
}

/// There is text behind the window and room in it.
bool LineIndex::has_more() const {
  return window_end_ - window_begin_ < window_blocks && window_end_ * block_size <= text_.size();
}

/// Position of the first control character at or behind `position`; the end of the text at the latest.
std::size_t LineIndex::control_from(std::size_t position) {
  std::size_t block = position / block_size;
  for (std::uint64_t wanted = ~std::uint64_t{0} << position % block_size;; ++block, wanted = ~std::uint64_t{0}) {
    if (block >= window_end_) fill(block);
    const std::uint64_t found = controls_[block - window_begin_] & wanted;
    if (found != 0) return block * block_size + lowest(found);
  }
}

/// The same from a block on in the first window, which is not moved; the end of the text when there is none in it.
std::size_t LineIndex::control_in_window(std::size_t block) {
  for (;; ++block) {
    if (block >= window_end_) {
      if (!has_more()) return text_.size();
      fill(window_end_);
    }
    if (controls_[block] != 0) return block * block_size + lowest(controls_[block]);
  }
}

/// What is from `position` on, where a line begins: no delimiters when CommonLines cannot read it, and one right there
/// when nobody knows.
LineIndex::Bits LineIndex::bits_ahead(std::size_t position) {
  constexpr Bits unknown{1, 0};
  if (std::endian::native != std::endian::little || window_begin_ != 0) return unknown;
  while (position / block_size + 2 > window_end_ && has_more()) fill(window_end_);
  if (position / block_size + 2 > window_end_) return unknown;
  const Bits bits = bits_at(position);
  return position + front_size <= text_.size() || (bits.delimiters & 1) != 0 ? bits : Bits{};
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

ParseError LineIndex::next(std::string_view& line) {
  const std::size_t begin = position_;
  // In a sound message the first control character of a line is the CR that ends it.
  const std::size_t end = control_from(begin);
  if (const auto error = end_line(end); error != ParseError::none) return error;
  line = text_.substr(begin, end - begin);
  return ParseError::none;
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
    // The masks were not walked, but the next line's have to follow in the window.
    while (window_end_ <= position_ / block_size) fill(window_end_);
    return ParseError::none;
  }
  return ParseError::unterminated;
}

ParseError LineIndex::next_header(Line& line) {
  const std::size_t begin = position_;
  ParseError first = next(line.text);
  line.colon = line.text.find(':');
  if (first == ParseError::forbidden_character) first = next_with_quoted_pairs(line);
  if (first != ParseError::none) return first;
  while (!line.text.empty() && position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
    std::string_view fold;
    const std::size_t fold_begin = position_;
    if (const auto error = next(fold); error != ParseError::none) return error;
    line.text = text_.substr(begin, fold_begin - begin + fold.size());
    if (line.colon == std::string_view::npos) line.colon = line.text.find(':', fold_begin - begin);
  }
  return ParseError::none;
}

}  // namespace trunkgate::sip
