// SPDX-License-Identifier: Apache-2.0
#include "sip/header/reason.h"

#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

Result<Reason> Reason::parse(std::string_view text) {
  text = trim(text);
  const std::size_t end = text.find(';') == std::string_view::npos ? text.size() : text.find(';');
  const std::string_view protocol = trim(text.substr(0, end));
  if (!all(token, protocol)) return ParseError::bad_value;
  Reason value;
  if (equal_ignoring_case(protocol, "SIP")) value.protocol = Protocol::sip;
  if (equal_ignoring_case(protocol, "Q.850")) value.protocol = Protocol::q850;
  const auto written = find_parameter(text.substr(end), "cause");
  constexpr std::uint64_t cause_max = 999;
  std::uint64_t cause = 0;
  if (written && !read_number(*written, cause_max, cause)) return ParseError::bad_value;
  value.cause = static_cast<std::uint16_t>(cause);
  return value;
}

}  // namespace trunkgate::sip
