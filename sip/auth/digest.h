// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sip/header/challenge.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {

enum class HashAlgorithm : std::uint8_t { md5, sha256 };

/// Hashes `parts` one after the other into lower-case hexadecimal digits, 32 or 64 of them. A parameter, so that this
/// folder links no crypto library. False: not to be had.
using HashFunction = bool (*)(HashAlgorithm algorithm, std::span<const std::string_view> parts,
                              std::span<char> hex_out);

struct DigestInput {
  std::string_view username;
  std::string_view password;
  std::string_view method;
  std::string_view uri;  ///< the Request-URI as sent
  std::string_view cnonce;
  std::uint32_t nonce_count = 1;
};

/// The challenge to answer among those of a 401 or 407: the first that we can, SHA-256 before MD5 (RFC 8760 §2.4).
/// `realm`: whose protection space the credentials are for (RFC 7616 §3.2); empty: any.
[[nodiscard]] std::optional<Challenge> choose(const Message& response, HeaderId which, std::string_view realm = {});

/// Writes an Authorization or Proxy-Authorization (RFC 7616 §3.4, RFC 2617 for a challenge without qop): opaque is
/// echoed, algorithm named only when the challenge did. False, and nothing written, when the hash cannot be had, the
/// algorithm is not supported, qop offers no "auth", or the user name or URI cannot stand in quotes.
[[nodiscard]] bool write_authorization(Writer& writer, HeaderId which, const Challenge& challenge,
                                       const DigestInput& input, HashFunction hash);

/// Whether the response in `credentials` fits the password. The caller checks realm, nonce and user name.
[[nodiscard]] bool verify(const Credentials& credentials, std::string_view method, std::string_view password,
                          HashFunction hash);

/// Writes a challenge of ours, with qop="auth". `algorithm`: md5 or sha256.
void write_challenge(Writer& writer, HeaderId which, std::string_view realm, std::string_view nonce,
                     HashAlgorithm algorithm, bool stale);

}  // namespace trunkgate::sip
