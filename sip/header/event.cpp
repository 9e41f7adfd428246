// SPDX-License-Identifier: Apache-2.0
#include "sip/header/event.h"

#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// The token in front of the parameters; what is left are these. False when either is not readable.
bool split(std::string_view text, std::string_view& first, std::string_view& parameters) {
  text = trim(text);
  const std::size_t end = text.find(';') == std::string_view::npos ? text.size() : text.find(';');
  first = trim(text.substr(0, end));
  parameters = text.substr(end);
  return all(token, first) && are_parameters(parameters);
}

}  // namespace

Result<Event> Event::parse(std::string_view text) {
  Event value;
  std::string_view parameters;
  if (!split(text, value.package, parameters)) return ParseError::bad_value;
  value.id = find_parameter(parameters, "id").value_or(std::string_view{});
  if (!value.id.empty() && !all(token, value.id)) return ParseError::bad_value;
  return value;
}

Result<SubscriptionState> SubscriptionState::parse(std::string_view text) {
  SubscriptionState value;
  std::string_view name;
  std::string_view parameters;
  if (!split(text, name, parameters)) return ParseError::bad_value;
  if (equal_ignoring_case(name, "active")) value.state = State::active;
  if (equal_ignoring_case(name, "pending")) value.state = State::pending;
  if (equal_ignoring_case(name, "terminated")) value.state = State::terminated;
  std::uint64_t expires = 0;
  if (read_number(find_parameter(parameters, "expires").value_or(std::string_view{}), UINT32_MAX, expires))
    value.expires = static_cast<std::uint32_t>(expires);
  const std::string_view reason = find_parameter(parameters, "reason").value_or(std::string_view{});
  if (all(token, reason)) value.reason = reason;
  return value;
}

}  // namespace trunkgate::sip
