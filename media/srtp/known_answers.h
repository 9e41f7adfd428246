// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <srtp2/auth.h>
#include <srtp2/cipher.h>

namespace trunkgate::media {

/// Vectors that libsrtp2 runs through a replacement before it takes it. For AES-CM the key ends in its 112-bit salt,
/// as libsrtp2 hands it over.
extern const srtp_cipher_test_case_t aes_cm_128_answer;   ///< RFC 3711 appendix B.2
extern const srtp_cipher_test_case_t aes_cm_256_answer;   ///< RFC 6188 §7.1
extern const srtp_cipher_test_case_t aes_gcm_128_answer;  ///< GCM specification, test case 2
extern const srtp_cipher_test_case_t aes_gcm_256_answer;  ///< GCM specification, test case 14
extern const srtp_auth_test_case_t hmac_sha1_answer;      ///< RFC 2202 §3, test case 1

}  // namespace trunkgate::media
