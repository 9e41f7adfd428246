// SPDX-License-Identifier: Apache-2.0
#include "sip/header/challenge.h"

#include "sip/header/value_list.h"
#include "sip/scan/chars.h"
#include "sip/scan/control.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// Takes the scheme off; false when it is not Digest.
bool take_digest(std::string_view& text) {
  text = trim(text);
  constexpr std::string_view scheme = "Digest";
  if (text.size() <= scheme.size() || !equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return false;
  if (!is_blank(text[scheme.size()])) return false;
  text.remove_prefix(scheme.size());
  return true;
}

struct Pair {
  std::string_view name;
  std::string_view value;
};

/// What may stand in quotes or alone without breaking out when it is echoed.
bool is_plain(std::string_view value) { return value.find_first_of("\"\\ \t\r\n") == std::string_view::npos; }

/// name = token / quoted-string; the value without its quotes, its escapes as they are.
bool split(std::string_view text, Pair& pair) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  pair.name = trim(text.substr(0, equals));
  pair.value = trim(text.substr(equals + 1));
  if (!all(token, pair.name)) return false;
  if (pair.value.empty() || pair.value.front() != '"') return is_plain(pair.value);
  if (quoted_end(pair.value, 0) != pair.value.size()) return false;
  // A fold or another control character would be hashed as it came and written as something else: an answer that cannot
  // fit. It can stand here behind a backslash (RFC 4475 §3.1.1.2).
  if (find_control(pair.value) != pair.value.size()) return false;
  pair.value = pair.value.substr(1, pair.value.size() - 2);
  return true;
}

struct Field {
  std::string_view name;
  std::string_view* value;
};

/// Takes the named values of a list of auth-params; unknown names are passed over. False when one is not readable or
/// is there twice: "Digest a, Digest b" on one line (RFC 3261 §7.3.1) and hostile repeats end here.
template <std::size_t N>
bool read_fields(std::string_view text, const Field (&fields)[N]) {
  std::uint32_t seen = 0;
  for (std::string_view one : values(text)) {
    Pair pair;
    if (!split(one, pair)) return false;
    for (std::size_t i = 0; i < N; ++i) {
      if (!equal_ignoring_case(pair.name, fields[i].name)) continue;
      if ((seen >> i & 1) != 0) return false;
      seen |= std::uint32_t{1} << i;
      *fields[i].value = pair.value;
    }
  }
  return true;
}

bool has_auth(std::string_view options) {
  for (std::string_view one : values(options))
    if (equal_ignoring_case(one, "auth")) return true;
  return false;
}

}  // namespace

DigestAlgorithm parse_digest_algorithm(std::string_view text) {
  if (equal_ignoring_case(text, "MD5")) return DigestAlgorithm::md5;
  if (equal_ignoring_case(text, "MD5-sess")) return DigestAlgorithm::md5_sess;
  if (equal_ignoring_case(text, "SHA-256")) return DigestAlgorithm::sha256;
  if (equal_ignoring_case(text, "SHA-256-sess")) return DigestAlgorithm::sha256_sess;
  return DigestAlgorithm::unsupported;
}

Result<Challenge> Challenge::parse(std::string_view text) {
  if (!take_digest(text)) return ParseError::bad_value;
  Challenge c;
  std::string_view stale;
  std::string_view qop;
  const Field fields[] = {{"realm", &c.realm},   {"nonce", &c.nonce}, {"domain", &c.domain},
                          {"opaque", &c.opaque}, {"stale", &stale},   {"algorithm", &c.algorithm_text},
                          {"qop", &qop}};
  if (!read_fields(text, fields) || c.nonce.empty()) return ParseError::bad_value;
  c.stale = equal_ignoring_case(stale, "true");
  c.opaque_present = c.opaque.data() != nullptr;
  c.qop_present = qop.data() != nullptr;
  c.qop_auth = has_auth(qop);
  if (c.algorithm_text.data() != nullptr) c.algorithm = parse_digest_algorithm(c.algorithm_text);
  return c;
}

Result<Credentials> Credentials::parse(std::string_view text) {
  if (!take_digest(text)) return ParseError::bad_value;
  Credentials c;
  std::string_view algorithm;
  const Field fields[] = {{"username", &c.username}, {"realm", &c.realm},      {"nonce", &c.nonce},   {"uri", &c.uri},
                          {"response", &c.response}, {"opaque", &c.opaque},    {"cnonce", &c.cnonce}, {"nc", &c.nc},
                          {"qop", &c.qop},           {"algorithm", &algorithm}};
  if (!read_fields(text, fields)) return ParseError::bad_value;
  if (algorithm.data() != nullptr) c.algorithm = parse_digest_algorithm(algorithm);
  if (c.username.empty() || c.nonce.empty() || c.response.empty()) return ParseError::bad_value;
  return c;
}

}  // namespace trunkgate::sip
