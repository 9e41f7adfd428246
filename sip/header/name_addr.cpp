// SPDX-License-Identifier: Apache-2.0
#include "sip/header/name_addr.h"

#include <algorithm>

#include "sip/header/uri_inline.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// display-name = *( token LWS ) / quoted-string. UTF-8 is let through: phones send it unquoted.
bool is_display(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == '"') return quoted_end(text, 0) == text.size();
  for (char c : text)
    if (!is(token, c) && !is_blank(c) && static_cast<unsigned char>(c) < 0x80) return false;
  return true;
}

Result<NameAddr> read_bracketed(std::string_view text, std::size_t open) {
  const std::size_t close = text.find('>', open);
  if (close == std::string_view::npos) return ParseError::bad_name_addr;
  NameAddr value;
  value.display = trim(text.substr(0, open));
  value.uri_text = trim(text.substr(open + 1, close - open - 1));
  value.parameters = trim(text.substr(close + 1));
  if (!is_display(value.display)) return ParseError::bad_name_addr;
  return value;
}

/// addr-spec *( SEMI param ), §20: a URI with '?', ',' or ';' of its own must stand in <>. What is behind a bare ';' is
/// the header's; the other two would be read in two ways.
Result<NameAddr> read_bare(std::string_view text, std::size_t semicolon) {
  NameAddr value;
  value.uri_text = trim(text.substr(0, semicolon));
  if (semicolon < text.size()) value.parameters = text.substr(semicolon);
  if (value.uri_text.find_first_of("?,") != std::string_view::npos) return ParseError::bad_name_addr;
  // Outside quotes a '<' would begin the address for readers who look for it first.
  for (std::string_view rest = value.parameters; const auto parameter = next_parameter(rest);) {
    const bool quoted = !parameter->value.empty() && parameter->value.data()[-1] == '"';
    const std::string_view open = quoted ? parameter->name : parameter->text;
    if (open.find('<') != std::string_view::npos) return ParseError::bad_name_addr;
  }
  return value;
}

/// A quoted display name without escapes from `at` on; then `at` is the '<' behind it. Blanks in between: at most one.
bool read_common_display(DelimiterWalk& walk, const char*& at, const char* end, std::string_view& display) {
  const char* const begin = at;
  do {
    at = walk.next();
  } while (at < end && *at != '"' && *at != '\\');
  if (at >= end || *at != '"') return false;
  const char* expected = at + 1;
  display = common_shape::between(begin, expected);
  at = walk.next();
  if (at == expected && *at == ' ' && at < end) {
    ++expected;
    at = walk.next();
  }
  return at == expected && at < end && *at == '<';
}

/// `;name[=value]` up to `end`, and the tag among them.
bool read_common_parameters(DelimiterWalk& walk, const char* at, const char* end, std::string_view& tag) {
  while (at < end) {
    common_shape::CommonParameter parameter;
    if (!common_shape::read_parameter(walk, at, parameter)) return false;
    if (common_shape::lower_8(parameter.name) != common_shape::text_8("tag")) continue;
    if (!tag.empty() || parameter.value.empty() || !parameter.token) return false;
    tag = parameter.value;
  }
  return at == end;
}

}  // namespace

bool NameAddr::read_common(std::string_view text, const Delimiters& delimiters, NameAddr& value,
                           std::string_view& tag) {
  tag = {};
  value.display = {};
  value.star = false;
  if (text.empty() || !delimiters.cover(text, common_shape::value_size_max)) return false;
  const char* at = text.data();
  const char* const end = at + text.size();
  DelimiterWalk walk(delimiters, at + 1);
  if (*at == '"' && !read_common_display(walk, at, end, value.display)) return false;
  if (*at != '<') return false;
  const char* const uri = at + 1;
  if (!read_common_uri(walk, uri, at, value.uri) || at >= end || *at != '>') return false;
  value.uri_text = common_shape::between(uri, at);
  const char* const parameters = at + 1;
  value.parameters = common_shape::between(parameters, end);
  return parameters == end || (walk.next() == parameters && read_common_parameters(walk, parameters, end, tag));
}

Result<NameAddr> NameAddr::parse(std::string_view text, const Delimiters& delimiters) {
  NameAddr value;
  std::string_view tag;
  if (read_common(text, delimiters, value, tag)) return value;
  return parse(text);
}

Result<NameAddr> NameAddr::parse(std::string_view text) {
  text = trim(text);
  NameAddr value;
  if (text == "*") {
    value.star = true;
    return value;
  }
  std::size_t search = 0;
  if (!text.empty() && text.front() == '"') {
    search = quoted_end(text, 0);
    if (search == std::string_view::npos) return ParseError::bad_name_addr;
  }
  // No display name holds a bare ';', so one in front of any '<' ends an addr-spec.
  const std::size_t end = std::min(text.find_first_of("<;", search), text.size());
  const bool bracketed = end < text.size() && text[end] == '<';
  const auto parts = bracketed ? read_bracketed(text, end) : read_bare(text, end);
  if (!parts) return parts.error();
  value = *parts;
  const auto uri = Uri::parse(value.uri_text);
  if (!uri) return ParseError::bad_name_addr;
  if (!are_parameters(value.parameters)) return ParseError::bad_name_addr;
  value.uri = *uri;
  return value;
}

std::optional<std::string_view> NameAddr::param(std::string_view name) const {
  return find_parameter(parameters, name);
}

}  // namespace trunkgate::sip
