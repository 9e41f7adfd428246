// SPDX-License-Identifier: Apache-2.0
#include "bench/crypto/providers.h"

#include <srtp2/srtp.h>

#include <cstdlib>

#include "media/srtp/primitives.h"

// libsrtp2's own types: the headers do not declare them, the library exports them.
extern "C" {
extern const srtp_cipher_type_t srtp_aes_icm_128;
extern const srtp_cipher_type_t srtp_aes_icm_256;
extern const srtp_cipher_type_t srtp_aes_gcm_128;
extern const srtp_cipher_type_t srtp_aes_gcm_256;
extern const srtp_auth_type_t srtp_hmac;
}

namespace trunkgate::bench {

const Provider& fastest() {
  static const auto* const ipsec_mb = media::ipsec_mb_ciphers();
  static const Provider provider{"trunkgate", ipsec_mb != nullptr ? ipsec_mb : &media::openssl_ciphers(),
                                 &media::openssl_hmac_sha1()};
  return provider;
}

const Provider& portable() {
  static const Provider provider{"trunkgate-openssl", &media::openssl_ciphers(), &media::openssl_hmac_sha1()};
  return provider;
}

const Provider& unplugged() {
  static const media::CipherTypes own{&srtp_aes_icm_128, &srtp_aes_icm_256, &srtp_aes_gcm_128, &srtp_aes_gcm_256};
  static const Provider provider{"libsrtp2", &own, &srtp_hmac};
  return provider;
}

void plug(const Provider& provider) {
  if (!media::install_fast_primitives().ready) std::abort();
  const media::CipherTypes& types = *provider.ciphers;
  for (const auto* type : {types.aes_cm_128, types.aes_cm_256, types.aes_gcm_128, types.aes_gcm_256}) {
    if (srtp_replace_cipher_type(type, type->id) != srtp_err_status_ok) std::abort();
  }
  if (srtp_replace_auth_type(provider.hmac, SRTP_HMAC_SHA1) != srtp_err_status_ok) std::abort();
}

}  // namespace trunkgate::bench
