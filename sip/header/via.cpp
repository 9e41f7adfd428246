// SPDX-License-Identifier: Apache-2.0
#include "sip/header/via.h"

#include <algorithm>

#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// Takes a token off the front, and the blanks around it (LWS is allowed around the slashes).
std::string_view take_token(std::string_view& text) {
  text = trim(text);
  std::size_t at = 0;
  while (at < text.size() && is(token, text[at])) ++at;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at);
  return taken;
}

bool take_slash(std::string_view& text) {
  text = trim(text);
  if (text.empty() || text.front() != '/') return false;
  text.remove_prefix(1);
  return true;
}

bool take_sent_by(std::string_view& text, Via& via) {
  text = trim(text);
  std::size_t at = 0;
  if (!text.empty() && text.front() == '[') {
    at = text.find(']');
    if (at == std::string_view::npos) return false;
    via.sent_by_host = text.substr(1, at - 1);
    via.ipv6 = true;
    if (!is_ipv6_text(via.sent_by_host)) return false;
    ++at;
  } else {
    while (at < text.size() && is(host, text[at])) ++at;
    via.sent_by_host = text.substr(0, at);
  }
  text = trim(text.substr(at));
  if (via.sent_by_host.empty() || via.sent_by_host.size() > host_size_max) return false;
  if (text.empty() || text.front() != ':') return true;
  text = trim(text.substr(1));
  at = 0;
  while (at < text.size() && is(digit, text[at])) ++at;
  std::uint64_t port = 0;
  if (!read_number(text.substr(0, at), 65535, port) || port == 0) return false;
  via.sent_by_port = static_cast<std::uint16_t>(port);
  text = trim(text.substr(at));
  return true;
}

bool read_parameters(Via& via) {
  std::string_view rest = via.parameters;
  bool has_branch = false;
  while (const auto parameter = next_parameter(rest)) {
    if (equal_ignoring_case(parameter->name, "branch")) {
      if (has_branch) return false;  // two of them: two readers, two transactions
      has_branch = true;
      via.branch = parameter->value;
      // §25.1: a token. Other characters are met in the field; blanks and folds are not, and readers differ over them.
      if (std::ranges::any_of(via.branch, is_blank)) return false;
    } else if (equal_ignoring_case(parameter->name, "received")) {
      via.received = parameter->value;
    } else if (equal_ignoring_case(parameter->name, "rport")) {
      via.rport_present = true;
      std::uint64_t port = 0;
      if (!parameter->value.empty() && !read_number(parameter->value, 65535, port)) return false;
      via.rport = static_cast<std::uint16_t>(port);
    }
  }
  return rest.empty() && via.branch.size() <= branch_size_max;
}

}  // namespace

Result<Via> Via::parse(std::string_view text) {
  Via via;
  via.text = trim(text);
  std::string_view rest = via.text;
  if (!equal_ignoring_case(take_token(rest), "SIP") || !take_slash(rest)) return ParseError::bad_via;
  via.version = take_token(rest);
  if (via.version.empty() || !take_slash(rest)) return ParseError::bad_via;
  via.transport = take_token(rest);
  if (via.transport.empty() || rest.empty() || !is_blank(rest.front())) return ParseError::bad_via;
  if (!take_sent_by(rest, via)) return ParseError::bad_via;
  via.parameters = rest;
  if (!read_parameters(via)) return ParseError::bad_via;
  return via;
}

}  // namespace trunkgate::sip
