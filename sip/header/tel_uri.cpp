// SPDX-License-Identifier: Apache-2.0
#include "sip/header/tel_uri.h"

#include <algorithm>
#include <array>

#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

constexpr std::string_view scheme = "tel:";
constexpr std::size_t parameter_count_max = 16;  // the RFC names three, networks add a few (rn, npdi, cic …)

bool is_visual_separator(char c) { return c == '-' || c == '.' || c == '(' || c == ')'; }
bool is_hex(char c) { return is(digit, c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

/// global-number-digits = "+" *phonedigit DIGIT *phonedigit
bool is_global_number(std::string_view text) {
  if (!text.starts_with('+')) return false;
  text.remove_prefix(1);
  const bool allowed = std::ranges::all_of(text, [](char c) { return is(digit, c) || is_visual_separator(c); });
  return allowed && std::ranges::any_of(text, [](char c) { return is(digit, c); });
}

/// local-number-digits = *phonedigit-hex (HEXDIG / "*" / "#") *phonedigit-hex
bool is_local_number(std::string_view text) {
  const auto counts = [](char c) { return is_hex(c) || c == '*' || c == '#'; };
  const bool allowed = std::ranges::all_of(text, [&](char c) { return counts(c) || is_visual_separator(c); });
  return allowed && std::ranges::any_of(text, counts);
}

/// extension = 1*phonedigit
bool is_extension(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is(digit, c) || is_visual_separator(c); });
}

/// descriptor = domainname / global-number-digits
bool is_context(std::string_view text) { return is_global_number(text) || all(host, text); }

bool read_parameter(const Parameter& parameter, TelUri& uri) {
  if (equal_ignoring_case(parameter.name, "ext")) {
    uri.extension = parameter.value;
    return is_extension(parameter.value);
  }
  if (equal_ignoring_case(parameter.name, "isub")) {
    uri.isdn_subaddress = parameter.value;
    return !parameter.value.empty();
  }
  if (equal_ignoring_case(parameter.name, "phone-context")) {
    uri.context = parameter.value;
    return is_context(parameter.value);
  }
  return std::ranges::all_of(parameter.name, [](char c) { return is(alphanumeric, c) || c == '-'; });
}

/// §3: no parameter may be there twice; which of the two counts, readers would not agree on.
bool read_parameters(std::string_view rest, TelUri& uri) {
  std::array<std::string_view, parameter_count_max> seen;
  std::size_t count = 0;
  while (const auto parameter = next_parameter(rest)) {
    const auto end = seen.begin() + static_cast<std::ptrdiff_t>(count);
    const auto is_same = [&](std::string_view name) { return equal_ignoring_case(name, parameter->name); };
    if (count == seen.size() || std::any_of(seen.begin(), end, is_same)) return false;
    seen[count++] = parameter->name;
    if (!read_parameter(*parameter, uri)) return false;
  }
  return rest.empty();
}

}  // namespace

Result<TelUri> TelUri::parse(std::string_view text) {
  if (text.size() > uri_size_max || !equal_ignoring_case(text.substr(0, scheme.size()), scheme))
    return ParseError::bad_uri;
  text.remove_prefix(scheme.size());
  const std::size_t end = std::min(text.find(';'), text.size());
  TelUri uri;
  uri.number = text.substr(0, end);
  uri.global = is_global_number(uri.number);
  if (!uri.global && !is_local_number(uri.number)) return ParseError::bad_uri;
  if (!read_parameters(text.substr(end), uri)) return ParseError::bad_uri;
  return uri;
}

}  // namespace trunkgate::sip
