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
  position_ = window_begin_ = window_end_ = ahead_ = 0;
}

Delimiters LineIndex::delimiters() const {
  const std::size_t begin = window_begin_ * block_size;
  const std::size_t end = std::max(begin, std::min(position_, window_end_ * block_size));
  return {text_, text_.substr(begin, end - begin), window_.data()};
}

bool LineIndex::take_blank_line() {
  if (!rest().starts_with("\r\n")) return false;
  position_ += 2;
  return true;
}

void LineIndex::fill(std::size_t block) {
  if (block - window_begin_ >= window_blocks) window_begin_ = window_end_ = block;
  const std::size_t whole = text_.size() / block_size;
  const std::size_t room =
      std::min(window_end_ == 0 ? first_step_blocks : step_blocks, window_begin_ + window_blocks - window_end_);
  const std::size_t count = std::min(room, whole - std::min(window_end_, whole));
  BlockMasks* const out = &window_[window_end_ - window_begin_];
  index_(text_.data() + window_end_ * block_size, count, out);
  window_end_ += count;
  const std::size_t fronts_end = std::max(text_.size(), front_size) - front_size;
  ahead_ = std::min((std::max<std::size_t>(window_end_, 2) - 2) * block_size, fronts_end);
  if (count == room) return;
  // The rest of the text is no whole block. The zeros behind it are control characters and so stop every search.
  std::array<char, block_size> tail{};
  const std::string_view last = text_.substr(std::min(whole * block_size, text_.size()));
  if (!last.empty()) std::memcpy(tail.data(), last.data(), last.size());
  index_(tail.data(), 1, out + count);
  constexpr std::uint64_t all = ~std::uint64_t{0};
  for (std::size_t i = 1; i <= sentinel_blocks; ++i) out[count + i] = {all, 0, all};
  window_end_ += 1 + sentinel_blocks;
  ahead_ = fronts_end;
}

/// Length of a line that has no control character among its first 64; huge when its end is not in the window.
std::size_t LineIndex::long_line(std::size_t begin) const {
  const std::size_t shift = begin % block_size;
  std::uint64_t wanted = ~std::uint64_t{0} << shift;
  for (std::size_t block = begin / block_size + 1; block < window_end_; ++block, wanted = ~std::uint64_t{0}) {
    const std::uint64_t controls = window_[block - window_begin_].controls & wanted;
    if (controls != 0) return block * block_size + static_cast<std::size_t>(std::countr_zero(controls)) - begin;
  }
  return message_size_max;
}

/// False when a line that begins there cannot be looked at by common_line(): too near the end of text or window.
bool LineIndex::fill_ahead(std::size_t begin) {
  if (window_end_ - window_begin_ >= window_blocks || window_end_ * block_size > text_.size()) return false;
  fill(window_end_);
  return begin < ahead_;
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
  const std::uint64_t wanted = ~std::uint64_t{0} << (begin % block_size);
  const BlockMasks* found = &masks(block);
  std::uint64_t delimiters = found->delimiters & wanted;
  std::uint64_t controls = found->controls & wanted;
  while (delimiters == 0) {
    found = &masks(++block);
    delimiters = found->delimiters;
    controls = found->controls;
  }
  const std::uint64_t first = delimiters & (~delimiters + 1);
  line.plain_name = (found->colons & first) != 0;
  const std::size_t first_delimiter = block * block_size + static_cast<std::size_t>(std::countr_zero(delimiters));
  while (controls == 0) controls = masks(++block).controls;
  // In a sound message the first control character of a line is the CR that ends it.
  const std::size_t end = block * block_size + static_cast<std::size_t>(std::countr_zero(controls));
  if (const auto error = end_line(end); error != ParseError::none) return error;
  line.text = text_.substr(begin, end - begin);
  line.colon = line.plain_name ? first_delimiter - begin
                               : line.text.find(':', std::min(first_delimiter - begin, line.text.size()));
  return ParseError::none;
}

// §25.1 quoted-pair: in a quoted string any octet but CR and LF may stand behind a backslash, as RFC 4475 §3.1.1.2 has
// it. Nobody sends such a line in earnest, so it is walked anew, octet by octet.
ParseError LineIndex::next_with_quoted_pairs(Line& line) {
  const std::size_t begin = position_;
  bool quoted = false;
  line.colon = std::string_view::npos;
  line.plain_name = false;
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
