// SPDX-License-Identifier: Apache-2.0
#include "sip/header/session_expires.h"

#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// delta-seconds and what follows it; false when either is not readable.
bool split(std::string_view text, std::uint32_t& seconds, std::string_view& parameters) {
  text = trim(text);
  const std::size_t end = text.find(';') == std::string_view::npos ? text.size() : text.find(';');
  std::uint64_t value = 0;
  if (!read_number(trim(text.substr(0, end)), UINT32_MAX, value)) return false;
  seconds = static_cast<std::uint32_t>(value);
  parameters = text.substr(end);
  return are_parameters(parameters);
}

}  // namespace

Result<SessionExpires> SessionExpires::parse(std::string_view text) {
  SessionExpires value;
  std::string_view parameters;
  if (!split(text, value.seconds, parameters)) return ParseError::bad_value;
  const auto refresher = find_parameter(parameters, "refresher");
  if (!refresher) return value;
  if (equal_ignoring_case(*refresher, "uac"))
    value.refresher = Refresher::uac;
  else if (equal_ignoring_case(*refresher, "uas"))
    value.refresher = Refresher::uas;
  else
    return ParseError::bad_value;
  return value;
}

Result<MinSe> MinSe::parse(std::string_view text) {
  MinSe value;
  std::string_view parameters;
  if (!split(text, value.seconds, parameters)) return ParseError::bad_value;
  return value;
}

}  // namespace trunkgate::sip
