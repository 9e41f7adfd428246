// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/primitives.h"

#include <gtest/gtest.h>

#include "tests/media/srtp/packets.h"
#include "tests/media/srtp/providers.h"

namespace trunkgate::media {
namespace {

using test::Ends;
using test::Packet;

class Primitives : public testing::Test {
 private:
  test::Installed installed_;
};

TEST_F(Primitives, Tampered_AreRefusedByEveryProvider) {
  auto providers = test::plugged();
  providers.push_back(&test::unplugged);
  for (const CipherTypes* const types : providers) {
    test::plug(*types, openssl_hmac_sha1());
    for (const SuiteRow& row : suites()) {
      Ends ends{row.suite};
      Packet packet = test::rtp(1);
      ASSERT_EQ(ends.protect(packet), SrtpError::none);
      packet.buffer[packet.length - 1] ^= 1;
      EXPECT_EQ(ends.unprotect(packet), SrtpError::auth) << row.sdes_name << ' ' << types->aes_cm_128->description;
    }
  }
}

TEST_F(Primitives, Installed_AreTheFastestOfThisBuild) {
  const FastPrimitives& installed = install_fast_primitives();
  const std::string_view expected = ipsec_mb_ciphers() != nullptr ? "ipsec-mb" : "openssl";
  EXPECT_EQ(installed.aes_cm, expected);
  EXPECT_EQ(installed.aes_gcm, expected);
  EXPECT_EQ(installed.hmac_sha1, "openssl");
  EXPECT_EQ(&install_fast_primitives(), &installed);
}

TEST_F(Primitives, WrongKeySize_IsRefusedByEveryType) {
  srtp_cipher_t* cipher = nullptr;
  srtp_auth_t* auth = nullptr;
  EXPECT_NE(openssl_ciphers().aes_cm_128->alloc(&cipher, 16, 0), srtp_err_status_ok);
  EXPECT_NE(openssl_ciphers().aes_gcm_128->alloc(&cipher, 28, 4), srtp_err_status_ok);
  EXPECT_NE(openssl_hmac_sha1().alloc(&auth, 21, 10), srtp_err_status_ok);
}

}  // namespace
}  // namespace trunkgate::media
