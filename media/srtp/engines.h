// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <srtp2/auth.h>
#include <srtp2/cipher.h>

namespace trunkgate::media {

/// The ciphers of one provider in the form that srtp_replace_cipher_type takes.
struct CipherTypes {
  const srtp_cipher_type_t* aes_cm_128;
  const srtp_cipher_type_t* aes_cm_256;
  const srtp_cipher_type_t* aes_gcm_128;
  const srtp_cipher_type_t* aes_gcm_256;
};

[[nodiscard]] const CipherTypes& openssl_ciphers();
/// Null when the build has no ipsec-mb or this CPU has no AES instructions.
[[nodiscard]] const CipherTypes* ipsec_mb_ciphers();
/// HMAC-SHA1 over OpenSSL's SHA-1 with the states after the inner and the outer pad kept (RFC 2104 §4).
[[nodiscard]] const srtp_auth_type_t& openssl_hmac_sha1();

}  // namespace trunkgate::media
