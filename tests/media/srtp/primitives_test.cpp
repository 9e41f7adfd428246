// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/primitives.h"

#include <gtest/gtest.h>
#include <srtp2/srtp.h>

#include <random>
#include <string>

#include "media/srtp/engines.h"
#include "media/srtp/known_answers.h"
#include "tests/media/srtp/packets.h"

// libsrtp2's own types: the headers do not declare them, the library exports them.
extern "C" {
extern const srtp_cipher_type_t srtp_aes_icm_128;
extern const srtp_cipher_type_t srtp_aes_icm_256;
extern const srtp_cipher_type_t srtp_aes_gcm_128;
extern const srtp_cipher_type_t srtp_aes_gcm_256;
extern const srtp_auth_type_t srtp_hmac;
}

namespace trunkgate::media {
namespace {

using test::Bytes;
using test::Ends;
using test::from_hex;
using test::Packet;

const CipherTypes unplugged{&srtp_aes_icm_128, &srtp_aes_icm_256, &srtp_aes_gcm_128, &srtp_aes_gcm_256};

/// Puts these under libsrtp2 for sessions opened from now on.
void plug(const CipherTypes& types, const srtp_auth_type_t& hmac) {
  for (const auto* type : {types.aes_cm_128, types.aes_cm_256, types.aes_gcm_128, types.aes_gcm_256}) {
    ASSERT_EQ(srtp_replace_cipher_type(type, type->id), srtp_err_status_ok) << type->description;
  }
  ASSERT_EQ(srtp_replace_auth_type(&hmac, SRTP_HMAC_SHA1), srtp_err_status_ok);
}

/// Leaves libsrtp2 as install_fast_primitives() had made it.
class Primitives : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(install_fast_primitives().ready); }
  void TearDown() override {
    plug(ipsec_mb_ciphers() != nullptr ? *ipsec_mb_ciphers() : openssl_ciphers(), openssl_hmac_sha1());
  }
};

/// One sender's packets of random lengths, some with CSRCs and a header extension, RTP and RTCP mixed; then what the
/// receiver makes of them.
struct Traffic {
  std::vector<Bytes> protected_packets;
  std::vector<Bytes> plain_packets;
};

Packet random_packet(std::mt19937& random, std::uint16_t seq) {
  Packet packet = test::rtp(seq, 0x12345678, random() % 1400);
  for (std::size_t i = 12; i < packet.length; ++i) packet.buffer[i] = static_cast<std::uint8_t>(random());
  const std::size_t payload = packet.length - 12;
  if (payload >= 16 && random() % 4 == 0) packet.buffer[0] |= 3;  // the first 12 octets are 3 CSRCs
  if (payload >= 32 && random() % 4 == 0) {
    const std::size_t extension = 12 + 4U * (packet.buffer[0] & 15);
    packet.buffer[0] |= 0x10;
    packet.buffer[extension + 2] = 0;
    packet.buffer[extension + 3] = static_cast<std::uint8_t>(random() % 4);  // words
  }
  return packet;
}

Traffic run(Suite suite, unsigned seed) {
  Traffic result;
  Ends ends{suite};
  std::mt19937 random{seed};
  std::uint16_t seq = 65400;
  for (int i = 0; i < 1000; ++i) {
    const bool report = i % 20 == 0;
    Packet packet = report ? test::rtcp(0x12345678) : random_packet(random, seq++);
    EXPECT_EQ(report ? ends.protect_rtcp(packet) : ends.protect(packet), SrtpError::none);
    result.protected_packets.push_back(packet.bytes());
    EXPECT_EQ(report ? ends.unprotect_rtcp(packet) : ends.unprotect(packet), SrtpError::none);
    result.plain_packets.push_back(packet.bytes());
  }
  return result;
}

TEST_F(Primitives, OfEveryProvider_MakeTheSameOctetsAsTheUnpluggedLibrary) {
  for (const SuiteRow& row : suites()) {
    SCOPED_TRACE(row.sdes_name);
    plug(unplugged, srtp_hmac);
    const Traffic reference = run(row.suite, 42);
    plug(openssl_ciphers(), openssl_hmac_sha1());
    const Traffic openssl = run(row.suite, 42);
    EXPECT_EQ(openssl.protected_packets, reference.protected_packets);
    EXPECT_EQ(openssl.plain_packets, reference.plain_packets);
    if (ipsec_mb_ciphers() == nullptr) continue;
    plug(*ipsec_mb_ciphers(), openssl_hmac_sha1());
    const Traffic ipsec_mb = run(row.suite, 42);
    EXPECT_EQ(ipsec_mb.protected_packets, reference.protected_packets);
    EXPECT_EQ(ipsec_mb.plain_packets, reference.plain_packets);
  }
}

TEST_F(Primitives, Tampered_AreRefusedByEveryProvider) {
  for (const CipherTypes* types : {&unplugged, &openssl_ciphers(), ipsec_mb_ciphers()}) {
    if (types == nullptr) continue;
    plug(*types, openssl_hmac_sha1());
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

/// RFC 3711 B.3: the session keys that come of this master key, used by OpenSSL alone in the test below.
TEST_F(Primitives, Rfc3711_B_3_MasterKey_GivesTheSessionKeysOfTheRfc) {
  MasterKey key;
  key.assign(from_hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6"));
  SrtpSession session;
  ASSERT_TRUE(session.open(SrtpSession::Direction::outbound, Suite::aes_cm_128_hmac_sha1_80, key));
  Packet packet = test::rtp(0x1234, 0xdeadbeef, 20);
  const Packet plain = packet;
  ASSERT_EQ(session.protect_rtp(packet.buffer, packet.length), SrtpError::none);

  // The packet made by hand with the RFC's session keys: IV = salt XOR SSRC XOR index (§4.1.1), tag over packet and
  // ROC.
  Bytes cipher_key = from_hex("C61E7A93744F39EE10734AFE3FF7A087 30CBBC08863D8C85D49DB34A9AE1");
  Bytes iv = from_hex("00000000 deadbeef 00000000 1234 0000");
  srtp_cipher_t* cipher = nullptr;
  ASSERT_EQ(openssl_ciphers().aes_cm_128->alloc(&cipher, 30, 0), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_init(cipher, cipher_key.data()), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_set_iv(cipher, iv.data(), srtp_direction_encrypt), srtp_err_status_ok);
  Bytes expected = plain.bytes();
  std::uint32_t payload_size = 20;
  ASSERT_EQ(srtp_cipher_encrypt(cipher, expected.data() + 12, &payload_size), srtp_err_status_ok);
  srtp_cipher_dealloc(cipher);
  srtp_auth_t* auth = nullptr;
  ASSERT_EQ(openssl_hmac_sha1().alloc(&auth, 20, 10), srtp_err_status_ok);
  const Bytes auth_key = from_hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4");
  ASSERT_EQ(srtp_auth_init(auth, auth_key.data()), srtp_err_status_ok);
  ASSERT_EQ(srtp_auth_update(auth, expected.data(), static_cast<int>(expected.size())), srtp_err_status_ok);
  expected.resize(expected.size() + 10);
  const Bytes roc(4);
  ASSERT_EQ(srtp_auth_compute(auth, roc.data(), 4, expected.data() + 32), srtp_err_status_ok);
  srtp_auth_dealloc(auth);

  EXPECT_EQ(packet.bytes(), expected);
}

/// One known answer of an AEAD cipher type.
void expect_sealed(const srtp_cipher_type_t& type, const Bytes& key, const Bytes& sealed) {
  Bytes iv = from_hex("51753c65 80c2726f 20718414 00000000");
  const Bytes header = from_hex("8040f17b 8041f8d3 5501a0b2");
  const Bytes plain = from_hex("47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573");
  srtp_cipher_t* cipher = nullptr;
  ASSERT_EQ(type.alloc(&cipher, static_cast<int>(key.size()) + 12, 16), srtp_err_status_ok);
  Bytes padded = key;
  padded.resize(key.size() + 12);
  ASSERT_EQ(srtp_cipher_init(cipher, padded.data()), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_set_iv(cipher, iv.data(), srtp_direction_encrypt), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_set_aad(cipher, header.data(), 12), srtp_err_status_ok);
  Bytes octets = plain;
  octets.resize(plain.size() + 16);
  std::uint32_t size = static_cast<std::uint32_t>(plain.size()), tag_size = 16;
  ASSERT_EQ(srtp_cipher_encrypt(cipher, octets.data(), &size), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_get_tag(cipher, octets.data() + plain.size(), &tag_size), srtp_err_status_ok);
  EXPECT_EQ(octets, sealed) << type.description;
  srtp_cipher_dealloc(cipher);
}

TEST_F(Primitives, Rfc7714_16_1_1_And_16_2_1_Sealed_AsInTheRfc) {
  const Bytes key_128 = from_hex("000102030405060708090a0b0c0d0e0f");
  const Bytes key_256 = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const Bytes sealed_128 = from_hex(
      "f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833"
      "899d7f27 beb16a91 52cf765e e4390cce");
  const Bytes sealed_256 = from_hex(
      "32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b"
      "7aa3db36 dfffd6b0 f9bb7878 d7a76c13");
  for (const CipherTypes* types : {&unplugged, &openssl_ciphers(), ipsec_mb_ciphers()}) {
    if (types == nullptr) continue;
    expect_sealed(*types->aes_gcm_128, key_128, sealed_128);
    expect_sealed(*types->aes_gcm_256, key_256, sealed_256);
  }
}

TEST_F(Primitives, Rfc3711_B_2_And_Rfc6188_7_1_Keystream_AsInTheRfcWhenDrawnInPieces) {
  for (const CipherTypes* types : {&openssl_ciphers(), ipsec_mb_ciphers()}) {
    if (types == nullptr) continue;
    for (const auto& [type, answer] :
         {std::pair{types->aes_cm_128, &aes_cm_128_answer}, std::pair{types->aes_cm_256, &aes_cm_256_answer}}) {
      srtp_cipher_t* cipher = nullptr;
      ASSERT_EQ(type->alloc(&cipher, answer->key_length_octets, 0), srtp_err_status_ok);
      ASSERT_EQ(srtp_cipher_init(cipher, answer->key), srtp_err_status_ok);
      ASSERT_EQ(srtp_cipher_set_iv(cipher, answer->idx, srtp_direction_encrypt), srtp_err_status_ok);
      Bytes keystream(48);
      std::size_t at = 0;
      for (std::uint32_t piece : {1U, 3U, 12U, 16U, 9U, 7U}) {
        ASSERT_EQ(srtp_cipher_encrypt(cipher, keystream.data() + at, &piece), srtp_err_status_ok);
        at += piece;
      }
      EXPECT_EQ(keystream, Bytes(answer->ciphertext, answer->ciphertext + 48)) << type->description;
      srtp_cipher_dealloc(cipher);
    }
  }
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
