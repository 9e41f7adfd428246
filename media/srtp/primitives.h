// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trunkgate::media {

/// Who does the arithmetic under libsrtp2: "ipsec-mb", "openssl", or "libsrtp2" where ours was refused.
struct FastPrimitives {
  std::string_view aes_cm;
  std::string_view hmac_sha1;
  std::string_view aes_gcm;
  bool ready = false;  ///< false: libsrtp2 itself did not start; no session can be opened
};

/// Starts libsrtp2 and replaces its AES-CM, AES-GCM and HMAC-SHA1 by the fastest that this machine has. The library
/// checks each against its own vectors and ours before it takes it. Runs once; later calls, from any thread, return
/// the first result. SrtpSession::open calls it; call it at start to keep the cost (some milliseconds) off the first
/// call.
const FastPrimitives& install_fast_primitives();

}  // namespace trunkgate::media
