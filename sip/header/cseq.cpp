// SPDX-License-Identifier: Apache-2.0
#include "sip/header/cseq.h"

#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"

namespace trunkgate::sip {

namespace {

/// Nine to sixteen digits; the last eight and those before them.
[[gnu::noinline]] bool read_long_seq(const char* begin, const char* end, std::uint32_t& seq) {
  std::uint32_t high = 0;
  std::uint32_t low = 0;
  if (!common_shape::read_digits(begin, end - 8, high) || high > 21) return false;
  if (!common_shape::read_digits(end - 8, end, low)) return false;
  const std::uint64_t value = std::uint64_t{high} * 100'000'000 + low;
  seq = static_cast<std::uint32_t>(value);
  return value <= cseq_max;
}

}  // namespace

bool CSeq::read_common(std::string_view text, const Delimiters& delimiters, CSeq& value) {
  if (text.empty() || !delimiters.cover(text, common_shape::value_size_max)) return false;
  DelimiterWalk walk(delimiters, text.data());
  const char* const blank = walk.next();
  const char* const end = text.data() + text.size();
  if (blank >= end || *blank != ' ' || blank == text.data()) return false;
  const bool is_short = blank - text.data() <= 8;
  if (!(is_short ? common_shape::read_digits(text.data(), blank, value.seq)
                 : read_long_seq(text.data(), blank, value.seq)))
    return false;
  value.method_name = common_shape::between(blank + 1, end);
  if (walk.next() != end || value.method_name.empty() || value.method_name.size() > method_size_max) return false;
  const std::size_t size = value.method_name.size();
  if (size > 8) [[unlikely]]
    value.method = parse_method(value.method_name);
  else
    value.method = method_of_letters(common_shape::load_8(end - 8) >> (64 - 8 * size), size);
  return true;
}

Result<CSeq> CSeq::parse(std::string_view text) {
  text = trim(text);
  std::size_t at = 0;
  while (at < text.size() && is(digit, text[at])) ++at;
  std::uint64_t seq = 0;
  if (!read_number(text.substr(0, at), cseq_max, seq)) return ParseError::bad_cseq;
  if (at == text.size() || !is_blank(text[at])) return ParseError::bad_cseq;
  CSeq value;
  value.seq = static_cast<std::uint32_t>(seq);
  value.method_name = trim(text.substr(at));
  if (value.method_name.size() > method_size_max || !all(token, value.method_name)) return ParseError::bad_cseq;
  value.method = parse_method(value.method_name);
  return value;
}

}  // namespace trunkgate::sip
