// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <srtp2/srtp.h>

#include <vector>

#include "media/srtp/engines.h"
#include "media/srtp/primitives.h"

// libsrtp2's own types: the headers do not declare them, the library exports them.
extern "C" {
extern const srtp_cipher_type_t srtp_aes_icm_128;
extern const srtp_cipher_type_t srtp_aes_icm_256;
extern const srtp_cipher_type_t srtp_aes_gcm_128;
extern const srtp_cipher_type_t srtp_aes_gcm_256;
extern const srtp_auth_type_t srtp_hmac;
}

namespace trunkgate::media::test {

inline const CipherTypes unplugged{&srtp_aes_icm_128, &srtp_aes_icm_256, &srtp_aes_gcm_128, &srtp_aes_gcm_256};

/// Puts these under libsrtp2 for sessions opened from now on.
inline void plug(const CipherTypes& types, const srtp_auth_type_t& hmac) {
  for (const auto* type : {types.aes_cm_128, types.aes_cm_256, types.aes_gcm_128, types.aes_gcm_256}) {
    ASSERT_EQ(srtp_replace_cipher_type(type, type->id), srtp_err_status_ok) << type->description;
  }
  ASSERT_EQ(srtp_replace_auth_type(&hmac, SRTP_HMAC_SHA1), srtp_err_status_ok);
}

/// Those of this build and machine that we plug in.
inline std::vector<const CipherTypes*> plugged() {
  std::vector<const CipherTypes*> all{&openssl_ciphers()};
  if (ipsec_mb_ciphers() != nullptr) all.push_back(ipsec_mb_ciphers());
  return all;
}

/// Leaves libsrtp2 as install_fast_primitives() had made it.
struct Installed {
  Installed() { EXPECT_TRUE(install_fast_primitives().ready); }
  ~Installed() { plug(*plugged().back(), openssl_hmac_sha1()); }
};

}  // namespace trunkgate::media::test
