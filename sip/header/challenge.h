// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/result.h"

namespace trunkgate::sip {

/// RFC 7616 §3.3 and RFC 8760. Without an algorithm parameter it is MD5 (Twilio sends none).
enum class DigestAlgorithm : std::uint8_t { md5, md5_sess, sha256, sha256_sess, unsupported };

/// One WWW-Authenticate or Proxy-Authenticate value of scheme Digest. Views into the text; quoted values without
/// quotes.
struct Challenge {
  std::string_view realm;
  std::string_view nonce;
  std::string_view opaque;
  std::string_view domain;
  std::string_view algorithm_text;  ///< as written; empty when there is none
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  bool opaque_present = false;
  bool qop_present = false;
  bool qop_auth = false;  ///< "auth" is among the qop options
  bool stale = false;

  static Result<Challenge> parse(std::string_view text);
};

/// One Authorization or Proxy-Authorization value of scheme Digest.
struct Credentials {
  std::string_view username;
  std::string_view realm;
  std::string_view nonce;
  std::string_view uri;
  std::string_view response;
  std::string_view opaque;
  std::string_view cnonce;
  std::string_view nc;
  std::string_view qop;
  DigestAlgorithm algorithm = DigestAlgorithm::md5;

  static Result<Credentials> parse(std::string_view text);
};

[[nodiscard]] DigestAlgorithm parse_digest_algorithm(std::string_view text);

}  // namespace trunkgate::sip
