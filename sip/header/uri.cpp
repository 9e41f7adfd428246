// SPDX-License-Identifier: Apache-2.0
#include "sip/header/uri.h"

#include "sip/header/uri_inline.h"
#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// hostport = host [ ":" port ]; what is behind it is left in `rest`.
ParseError read_host_port(std::string_view text, Uri& uri, std::string_view& rest) {
  std::size_t at = 0;
  if (!text.empty() && text.front() == '[') {
    at = text.find(']');
    if (at == std::string_view::npos) return ParseError::bad_uri;
    uri.host = text.substr(1, at - 1);
    uri.ipv6 = true;
    if (!is_ipv6_text(uri.host)) return ParseError::bad_uri;
    ++at;
  } else {
    while (at < text.size() && is(CharClass::host, text[at])) ++at;
    if (at == 0) return ParseError::bad_uri;
    uri.host = text.substr(0, at);
  }
  if (uri.host.size() > host_size_max) return ParseError::bad_uri;
  if (at < text.size() && text[at] == ':') {
    const std::size_t begin = at + 1;
    at = begin;
    while (at < text.size() && is(digit, text[at])) ++at;
    std::uint64_t port = 0;
    if (!read_number(text.substr(begin, at - begin), 65535, port) || port == 0) return ParseError::bad_uri;
    uri.port = static_cast<std::uint16_t>(port);
  }
  rest = text.substr(at);
  return ParseError::none;
}

ParseError read_user(std::string_view text, Uri& uri) {
  if (!all(CharClass::user, text)) return ParseError::bad_uri;
  const std::size_t colon = text.find(':');
  uri.user = text.substr(0, colon);
  if (colon != std::string_view::npos) uri.password = text.substr(colon + 1);
  return uri.user.empty() ? ParseError::bad_uri : ParseError::none;
}

ParseError read_sip(std::string_view text, Uri& uri) {
  // Neither parameters nor headers may hold an unescaped '@' (§25.1), so the first one ends the user part.
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    if (const auto error = read_user(text.substr(0, at), uri); error != ParseError::none) return error;
    text.remove_prefix(at + 1);
  }
  std::string_view rest;
  if (const auto error = read_host_port(text, uri, rest); error != ParseError::none) return error;
  const std::size_t question = rest.find('?');
  if (question != std::string_view::npos) uri.headers = rest.substr(question + 1);
  uri.parameters = rest.substr(0, question);
  return are_parameters(uri.parameters) ? ParseError::none : ParseError::bad_uri;
}

ParseError read_tel(std::string_view text, Uri& uri) {
  const std::size_t semicolon = text.find(';');
  uri.user = text.substr(0, semicolon);
  if (semicolon != std::string_view::npos) uri.parameters = text.substr(semicolon);
  if (uri.user.empty()) return ParseError::bad_uri;
  // RFC 3966 §3: digits, visual separators, and for local numbers hexadecimal digits, '*' and '#'.
  for (char c : uri.user)
    if (!is(alphanumeric, c) && std::string_view("+-.()*#").find(c) == std::string_view::npos)
      return ParseError::bad_uri;
  return are_parameters(uri.parameters) ? ParseError::none : ParseError::bad_uri;
}

/// scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
bool is_scheme(std::string_view text) {
  if (is(digit, text.front())) return false;
  for (char c : text)
    if (!is(alphanumeric, c) && c != '+' && c != '-' && c != '.') return false;
  return text.front() != '+' && text.front() != '-' && text.front() != '.';
}

}  // namespace

bool Uri::read_common(std::string_view text, const Delimiters& delimiters, Uri& uri) {
  if (!delimiters.cover(text, common_shape::value_size_max) || text.empty()) return false;
  DelimiterWalk walk(delimiters, text.data());
  const char* at = nullptr;
  return read_common_uri(walk, text.data(), at, uri) && at == text.data() + text.size();
}

Result<Uri> Uri::parse(std::string_view text, const Delimiters& delimiters) {
  Uri uri;
  return read_common(text, delimiters, uri) ? Result<Uri>(uri) : parse(text);
}

Result<Uri> Uri::parse(std::string_view text) {
  if (text.size() > uri_size_max) return ParseError::bad_uri;
  for (char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' ||
        static_cast<unsigned char>(c) == 0x7f)
      return ParseError::bad_uri;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return ParseError::bad_uri;
  Uri uri;
  uri.scheme = text.substr(0, colon);
  if (!is_scheme(uri.scheme)) return ParseError::bad_uri;
  const std::string_view rest = text.substr(colon + 1);
  ParseError error = ParseError::none;
  if (uri.is_sip() || uri.is_sips())
    error = read_sip(rest, uri);
  else if (uri.is_tel())
    error = read_tel(rest, uri);
  if (error != ParseError::none) return error;
  return uri;
}

bool Uri::is_sip() const { return equal_ignoring_case(scheme, "sip"); }
bool Uri::is_sips() const { return equal_ignoring_case(scheme, "sips"); }
bool Uri::is_tel() const { return equal_ignoring_case(scheme, "tel"); }

std::optional<std::string_view> Uri::param(std::string_view name) const { return find_parameter(parameters, name); }

std::string_view Uri::transport() const { return param("transport").value_or(std::string_view{}); }

}  // namespace trunkgate::sip
