// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/primitives.h"

#include <srtp2/srtp.h>

#include "media/srtp/engines.h"

namespace trunkgate::media {
namespace {

bool plug(const srtp_cipher_type_t* cipher) {
  return srtp_replace_cipher_type(cipher, cipher->id) == srtp_err_status_ok;
}

bool plug_aes_cm(const CipherTypes& types) { return plug(types.aes_cm_128) && plug(types.aes_cm_256); }
bool plug_aes_gcm(const CipherTypes& types) { return plug(types.aes_gcm_128) && plug(types.aes_gcm_256); }

// Best first; whoever fails the library's checks leaves the place to the next.
std::string_view pick(bool (*plug_all)(const CipherTypes&)) {
  const CipherTypes* const fast = ipsec_mb_ciphers();
  if (fast != nullptr && plug_all(*fast)) return "ipsec-mb";
  return plug_all(openssl_ciphers()) ? "openssl" : "libsrtp2";
}

FastPrimitives install() {
  if (srtp_init() != srtp_err_status_ok) return {"libsrtp2", "libsrtp2", "libsrtp2", false};
  const bool hmac = srtp_replace_auth_type(&openssl_hmac_sha1(), SRTP_HMAC_SHA1) == srtp_err_status_ok;
  return {pick(plug_aes_cm), hmac ? "openssl" : "libsrtp2", pick(plug_aes_gcm), true};
}

}  // namespace

const FastPrimitives& install_fast_primitives() {
  static const FastPrimitives installed = install();
  return installed;
}

}  // namespace trunkgate::media
