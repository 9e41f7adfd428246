// SPDX-License-Identifier: Apache-2.0
#include "sip/auth/digest.h"

#include <array>
#include <initializer_list>

#include "sip/header/value_list.h"
#include "sip/scan/chars.h"

namespace trunkgate::sip {

namespace {

struct Hex {
  std::array<char, 64> digits;
  std::size_t size = 0;
  [[nodiscard]] std::string_view view() const { return {digits.data(), size}; }
};

bool hash_into(Hex& out, HashFunction hash, HashAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
  out.size = algorithm == HashAlgorithm::md5 ? 32 : 64;
  return hash(algorithm, {parts.begin(), parts.size()}, out.digits);
}

HashAlgorithm hash_of(DigestAlgorithm algorithm) {
  const bool sha256 = algorithm == DigestAlgorithm::sha256 || algorithm == DigestAlgorithm::sha256_sess;
  return sha256 ? HashAlgorithm::sha256 : HashAlgorithm::md5;
}

bool is_session(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess;
}

/// All that goes into `response`, RFC 7616 §3.4.1 to §3.4.3.
struct Terms {
  DigestAlgorithm algorithm;
  std::string_view username, realm, password, method, uri, nonce, nonce_count, cnonce, qop;
};

bool compute_response(Hex& response, const Terms& t, HashFunction hash) {
  const HashAlgorithm algorithm = hash_of(t.algorithm);
  Hex a1;
  Hex a2;
  if (!hash_into(a1, hash, algorithm, {t.username, ":", t.realm, ":", t.password})) return false;
  if (is_session(t.algorithm)) {
    const Hex inner = a1;
    if (!hash_into(a1, hash, algorithm, {inner.view(), ":", t.nonce, ":", t.cnonce})) return false;
  }
  if (!hash_into(a2, hash, algorithm, {t.method, ":", t.uri})) return false;
  // RFC 2617 §3.2.2.1: without qop the count and cnonce take no part.
  if (t.qop.empty()) return hash_into(response, hash, algorithm, {a1.view(), ":", t.nonce, ":", a2.view()});
  return hash_into(response, hash, algorithm,
                   {a1.view(), ":", t.nonce, ":", t.nonce_count, ":", t.cnonce, ":", t.qop, ":", a2.view()});
}

std::array<char, 8> count_text(std::uint32_t count) {
  std::array<char, 8> text;
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = text.size(); i-- > 0; count >>= 4) text[i] = digits[count & 15];
  return text;
}

/// Whether a value of ours may stand between quotes: it would end them, or be read with escapes that were not hashed.
bool is_quotable(std::string_view value) { return value.find_first_of("\"\\\r\n") == std::string_view::npos; }

bool can_answer(const Challenge& challenge) {
  return challenge.algorithm != DigestAlgorithm::unsupported && (!challenge.qop_present || challenge.qop_auth);
}

/// As long as the longer one, whatever the content: a guess learns nothing from the time.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(lower(a[i])) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

}  // namespace

std::optional<Challenge> choose(const Message& response, HeaderId which, std::string_view realm) {
  std::optional<Challenge> best;
  for (const Header& header : response.headers()) {
    if (header.id != which) continue;
    // One line may hold one challenge only: its parameters are separated by commas too (§20.44).
    const auto challenge = Challenge::parse(header.value);
    if (!challenge || !can_answer(*challenge)) continue;
    if (!realm.empty() && challenge->realm != realm) continue;
    const bool stronger = best && hash_of(best->algorithm) == HashAlgorithm::md5 &&
                          hash_of(challenge->algorithm) == HashAlgorithm::sha256;
    if (!best || stronger) best = *challenge;
  }
  return best;
}

bool write_authorization(Writer& writer, HeaderId which, const Challenge& challenge, const DigestInput& input,
                         HashFunction hash) {
  if (!can_answer(challenge) || !is_quotable(input.username) || !is_quotable(input.uri)) return false;
  const auto count = count_text(input.nonce_count);
  const std::string_view nonce_count(count.data(), count.size());
  const std::string_view qop = challenge.qop_auth ? "auth" : "";
  const bool with_cnonce = challenge.qop_auth || is_session(challenge.algorithm);
  Hex response;
  const Terms terms{challenge.algorithm, input.username,  challenge.realm, input.password, input.method,
                    input.uri,           challenge.nonce, nonce_count,     input.cnonce,   qop};
  if (!compute_response(response, terms, hash)) return false;
  writer.begin(which).text("Digest username=\"").text(input.username).text("\", realm=\"").text(challenge.realm);
  writer.text("\", nonce=\"").text(challenge.nonce).text("\", uri=\"").text(input.uri);
  writer.text("\", response=\"").text(response.view()).text("\"");
  if (!challenge.algorithm_text.empty()) writer.text(", algorithm=").text(challenge.algorithm_text);
  if (challenge.opaque_present) writer.text(", opaque=\"").text(challenge.opaque).text("\"");
  if (!qop.empty()) writer.text(", qop=auth, nc=").text(nonce_count);
  if (with_cnonce) writer.text(", cnonce=\"").text(input.cnonce).text("\"");
  writer.end();
  return true;
}

bool verify(const Credentials& credentials, std::string_view method, std::string_view password, HashFunction hash) {
  if (credentials.algorithm == DigestAlgorithm::unsupported) return false;
  if (!credentials.qop.empty() && !equal_ignoring_case(credentials.qop, "auth")) return false;
  Hex expected;
  const Terms terms{
      credentials.algorithm, credentials.username, credentials.realm, password,           method,
      credentials.uri,       credentials.nonce,    credentials.nc,    credentials.cnonce, credentials.qop};
  if (!compute_response(expected, terms, hash)) return false;
  return equal_in_constant_time(credentials.response, expected.view());
}

void write_challenge(Writer& writer, HeaderId which, std::string_view realm, std::string_view nonce,
                     HashAlgorithm algorithm, bool stale) {
  writer.begin(which).text("Digest realm=\"").text(realm).text("\", nonce=\"").text(nonce).text("\", qop=\"auth\"");
  if (algorithm == HashAlgorithm::sha256) writer.text(", algorithm=SHA-256");
  writer.text(stale ? ", stale=true" : "").end();
}

}  // namespace trunkgate::sip
