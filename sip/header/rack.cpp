// SPDX-License-Identifier: Apache-2.0
#include "sip/header/rack.h"

#include "sip/header/cseq.h"
#include "sip/scan/chars.h"

namespace trunkgate::sip {

Result<RSeq> RSeq::parse(std::string_view text) {
  std::uint64_t number = 0;
  if (!read_number(trim(text), UINT32_MAX, number) || number == 0) return ParseError::bad_value;
  return RSeq{static_cast<std::uint32_t>(number)};
}

Result<RAck> RAck::parse(std::string_view text) {
  text = trim(text);
  std::size_t end = 0;
  while (end < text.size() && !is_blank(text[end])) ++end;
  const auto rseq = RSeq::parse(text.substr(0, end));
  const auto cseq = CSeq::parse(text.substr(end));
  if (!rseq || !cseq) return ParseError::bad_value;
  return RAck{rseq->number, cseq->seq, cseq->method};
}

}  // namespace trunkgate::sip
