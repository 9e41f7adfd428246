// SPDX-License-Identifier: Apache-2.0
#include "sip/header/via.h"

#include <algorithm>

#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"
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

/// A list of Vias is cut at commas outside of quotes and brackets. A Via has no brackets (§25.1): readers that do not
/// look for them find its end elsewhere, and with it another branch. So do those that take a name for no name.
bool ends_alike_for_all(const Parameter& parameter) {
  constexpr std::string_view cuts = "<>\",";
  const bool quoted = parameter.has_value && parameter.value.data()[-1] == '"';
  return all(token, parameter.name) && (quoted || parameter.value.find_first_of(cuts) == std::string_view::npos);
}

bool read_parameters(Via& via) {
  std::string_view rest = via.parameters;
  bool has_branch = false;
  while (const auto parameter = next_parameter(rest)) {
    if (!ends_alike_for_all(*parameter)) return false;
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

/// Puts branch, received and rport where they belong. False when there are two of one, or what is no value for it.
[[gnu::always_inline]] inline bool take_common_parameter(const common_shape::CommonParameter& parameter, Via& via) {
  using common_shape::text_8;
  const std::string_view value = parameter.value;
  const std::uint64_t name = common_shape::lower_8(parameter.name);
  if (name == text_8("branch")) {
    if (value.empty() || !via.branch.empty() || !parameter.token) return false;
    via.branch = value;
  } else if (name == text_8("rport")) {
    std::uint32_t port = 0;
    if (via.rport_present) return false;
    if (!value.empty() && !common_shape::read_digits(value.data(), value.data() + value.size(), port)) return false;
    if (port > 65535) return false;
    via.rport_present = true;
    via.rport = static_cast<std::uint16_t>(port);
  } else if (name == text_8("received")) {
    if (value.empty() || !via.received.empty()) return false;
    via.received = value;
  }
  return true;
}

}  // namespace

bool Via::read_common(std::string_view text, const Delimiters& delimiters, Via& via) {
  if (!delimiters.cover(text, common_shape::value_size_max)) return false;
  constexpr std::string_view protocol = "SIP/2.0/";
  const char* begin = text.data();
  const char* const end = begin + text.size();
  if (text.size() <= protocol.size() || common_shape::load_8(begin) != common_shape::text_8(protocol)) return false;
  begin += protocol.size();
  DelimiterWalk walk(delimiters, begin);
  const char* at = walk.next();
  if (at == begin || at >= end || *at != ' ') return false;
  via.text = text;
  via.version = text.substr(4, 3);
  via.transport = common_shape::between(begin, at);
  begin = at + 1;
  at = walk.next();
  via.sent_by_host = common_shape::between(begin, at);
  via.sent_by_port = 0;
  if (via.sent_by_host.empty() || !common_shape::read_port(walk, at, via.sent_by_port) || at > end) return false;
  via.parameters = common_shape::between(at, end);
  via.branch = {};
  via.received = {};
  via.rport = 0;
  via.rport_present = false;
  via.ipv6 = false;
  while (at < end) {
    common_shape::CommonParameter parameter;
    if (!common_shape::read_parameter(walk, at, parameter)) return false;
    if (!take_common_parameter(parameter, via)) return false;
  }
  return at == end;
}

Result<Via> Via::parse(std::string_view text, const Delimiters& delimiters) {
  Via via;
  if (read_common(text, delimiters, via)) return via;
  return parse(text);
}

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
