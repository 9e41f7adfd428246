// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sip/header/uri.h"
#include "sip/scan/common_shape_inline.h"

// Inline because it stands in every From, To, Contact and Route: bench/run parser, case parse.

namespace trunkgate::sip {

/// sip(s):[user@]host[:port][;parameters] from `begin`, where `walk` stands. `at` is then the delimiter that ends it,
/// and all of `uri` is set.
[[gnu::always_inline]] inline bool read_common_uri(DelimiterWalk& walk, const char* begin, const char*& at, Uri& uri) {
  using namespace common_shape;
  uri.user = {};
  uri.password = {};
  uri.headers = {};
  uri.port = 0;
  uri.ipv6 = false;
  at = walk.next();
  uri.scheme = between(begin, at);
  // Behind a scheme of three letters there is a colon, and behind the value the line ends and the blank line: eight
  // bytes.
  if (uri.scheme.size() < 3 || *at != ':') return false;
  const std::uint64_t scheme = load_8(begin) | text_8("        ");
  const bool sip = uri.scheme.size() == 3 && (scheme & 0xffffff) == text_8("sip");
  const bool sips = uri.scheme.size() == 4 && (scheme & 0xffffffff) == text_8("sips");
  if (!sip && !sips) return false;
  begin = at + 1;
  at = walk.next();
  if (*begin == '+' && at == begin) at = walk.next();  // an E.164 number
  if (*at == '@') {
    uri.user = between(begin, at);
    if (uri.user.empty()) return false;
    begin = at + 1;
    at = walk.next();
  }
  uri.host = between(begin, at);
  if (uri.host.empty() || *begin == '+') return false;
  if (!read_port(walk, at, uri.port)) return false;
  begin = at;
  while (*at == ';') {
    CommonParameter parameter;
    if (!read_parameter(walk, at, parameter) || at[-1] == '"') return false;
  }
  uri.parameters = between(begin, at);
  return true;
}

}  // namespace trunkgate::sip
