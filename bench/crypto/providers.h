// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/srtp/engines.h"

namespace trunkgate::bench {

/// Who does the arithmetic under libsrtp2.
struct Provider {
  std::string_view system;  ///< as the table names it
  const media::CipherTypes* ciphers;
  const srtp_auth_type_t* hmac;
};

[[nodiscard]] const Provider& fastest();    ///< "trunkgate": what the anchor uses on this machine
[[nodiscard]] const Provider& portable();   ///< "trunkgate-openssl": what it uses without AES instructions
[[nodiscard]] const Provider& unplugged();  ///< "libsrtp2": as Debian ships it, with NSS inside

/// Holds for the SRTP sessions that are opened from now on; those that are open keep theirs.
void plug(const Provider& provider);

}  // namespace trunkgate::bench
