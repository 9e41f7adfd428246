// SPDX-License-Identifier: Apache-2.0
#include "sip/header/cseq.h"

#include "sip/limits.h"
#include "sip/scan/chars.h"

namespace trunkgate::sip {

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
