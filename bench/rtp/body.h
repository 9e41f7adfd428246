// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "media/srtp/key.h"

namespace trunkgate::bench {

/// One party's side of a call: where it hears, and for SRTP the key of what it sends, AES_CM_128_HMAC_SHA1_80.
struct PartyMedia {
  sockaddr_in rtp{};
  bool secure = false;
  std::string crypto_tag = "1";  ///< RFC 4568 §5.1.2: an answer repeats that of the offer
  media::MasterKey key;
};

/// A key of AES_CM_128_HMAC_SHA1_80 that differs from call to call.
[[nodiscard]] media::MasterKey key_of(std::size_t call);
/// An SDP body with one PCMU line.
[[nodiscard]] std::string compose_body(const PartyMedia& media);
/// What a server's body says of address, port and key. Aborts, with the body on stderr, when it does not.
[[nodiscard]] PartyMedia read_body(std::string_view body, bool secure);

}  // namespace trunkgate::bench
