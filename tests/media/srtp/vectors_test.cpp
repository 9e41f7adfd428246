// SPDX-License-Identifier: Apache-2.0
// The test vectors of the RFCs, put to every provider: OpenSSL, ipsec-mb, and the library as Debian ships it.
#include <gtest/gtest.h>

#include <memory>

#include "media/srtp/known_answers.h"
#include "tests/media/srtp/packets.h"
#include "tests/media/srtp/providers.h"

namespace trunkgate::media {
namespace {

using test::Bytes;
using test::from_hex;
using test::Packet;

struct Release {
  void operator()(srtp_cipher_t* cipher) const { srtp_cipher_dealloc(cipher); }
};
using Cipher = std::unique_ptr<srtp_cipher_t, Release>;

Cipher make(const srtp_cipher_type_t& type, const Bytes& key, int tag_size = 0) {
  srtp_cipher_t* cipher = nullptr;
  EXPECT_EQ(type.alloc(&cipher, static_cast<int>(key.size()), tag_size), srtp_err_status_ok) << type.description;
  EXPECT_EQ(srtp_cipher_init(cipher, key.data()), srtp_err_status_ok);
  return Cipher{cipher};
}

/// `count` octets of keystream from this IV on, drawn `piece` at a time.
Bytes keystream(const srtp_cipher_type_t& type, const Bytes& key, Bytes iv, std::size_t count, std::size_t piece) {
  const Cipher cipher = make(type, key);
  EXPECT_EQ(srtp_cipher_set_iv(cipher.get(), iv.data(), srtp_direction_encrypt), srtp_err_status_ok);
  Bytes stream(count);
  for (std::size_t at = 0; at < count; at += piece) {
    auto size = static_cast<std::uint32_t>(std::min(piece, count - at));
    EXPECT_EQ(srtp_cipher_encrypt(cipher.get(), stream.data() + at, &size), srtp_err_status_ok);
  }
  return stream;
}

class Vectors : public testing::Test {
 protected:
  std::vector<const CipherTypes*> providers_ = [] {
    auto all = test::plugged();
    all.push_back(&test::unplugged);
    return all;
  }();

 private:
  test::Installed installed_;
};

TEST_F(Vectors, Rfc3711_B_2_Keystream_AsInTheRfcToItsEnd) {
  const Bytes key = from_hex("2B7E151628AED2A6ABF7158809CF4F3C F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
  const Bytes begin =
      from_hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0");
  const Bytes end =
      from_hex("EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44");
  constexpr std::size_t blocks = 0xff02;  // the last ones show the carry from counter FEFF to FF00
  for (const CipherTypes* const types : providers_) {
    const Bytes stream = keystream(*types->aes_cm_128, key, Bytes(16), 16 * blocks, 1488);
    EXPECT_TRUE(std::equal(begin.begin(), begin.end(), stream.begin())) << types->aes_cm_128->description;
    EXPECT_TRUE(std::equal(end.begin(), end.end(), stream.end() - 48)) << types->aes_cm_128->description;
  }
}

TEST_F(Vectors, Rfc3711_B_2_And_Rfc6188_7_1_Keystream_AsInTheRfcWhenDrawnInPieces) {
  for (const CipherTypes* const types : test::plugged()) {
    for (const auto& [type, answer] :
         {std::pair{types->aes_cm_128, &aes_cm_128_answer}, std::pair{types->aes_cm_256, &aes_cm_256_answer}}) {
      const Bytes key(answer->key, answer->key + answer->key_length_octets);
      const Bytes expected(answer->ciphertext, answer->ciphertext + 48);
      for (const std::size_t piece : {1U, 3U, 7U, 16U, 17U, 31U, 48U}) {
        EXPECT_EQ(keystream(*type, key, Bytes(16), 48, piece), expected) << type->description << ' ' << piece;
      }
    }
  }
}

/// RFC 3711 §4.3.3: what the PRF makes of label and index 0. The label stands in the seventh octet of the salt.
Bytes derived(const srtp_cipher_type_t& type, const Bytes& master, std::uint8_t label, std::size_t size) {
  Bytes iv(16);
  iv[7] = label;
  return keystream(type, master, iv, size, size);
}

TEST_F(Vectors, Rfc3711_B_3_And_Rfc6188_7_2_Keys_DerivedAsInTheRfc) {
  const Bytes master_128 = from_hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6");
  const Bytes master_256 =
      from_hex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6 3b04803de51ee7c96423ab5b78d2");
  for (const CipherTypes* const types : providers_) {
    SCOPED_TRACE(types->aes_cm_128->description);
    EXPECT_EQ(derived(*types->aes_cm_128, master_128, 0, 16), from_hex("C61E7A93744F39EE10734AFE3FF7A087"));
    EXPECT_EQ(derived(*types->aes_cm_128, master_128, 2, 14), from_hex("30CBBC08863D8C85D49DB34A9AE1"));
    EXPECT_EQ(derived(*types->aes_cm_128, master_128, 1, 94),
              from_hex("CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE"
                       "E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25"
                       "6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2"));
    EXPECT_EQ(derived(*types->aes_cm_256, master_256, 0, 32),
              from_hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"));
    EXPECT_EQ(derived(*types->aes_cm_256, master_256, 2, 14), from_hex("fa31791685ca444a9e07c6c64e93"));
    EXPECT_EQ(derived(*types->aes_cm_256, master_256, 1, 20), from_hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
  }
}

/// RFC 3711 B.3: the session keys that come of this master key, used by OpenSSL alone in the test below.
TEST_F(Vectors, Rfc3711_B_3_MasterKey_GivesTheSessionKeysOfTheRfc) {
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

/// One known answer of an AEAD cipher type, both ways; `sealed` is what follows the associated data.
struct Aead {
  const char* section;
  Bytes iv;
  Bytes associated;
  Bytes plain;
  Bytes sealed;
};

void expect_sealed(const srtp_cipher_type_t& type, const Bytes& key, const Aead& answer) {
  SCOPED_TRACE(std::string{answer.section} + ' ' + type.description);
  Bytes padded = key;
  padded.resize(key.size() + 12);  // the salt, which libsrtp2 mixes into the IV itself
  const Cipher cipher = make(type, padded, 16);
  Bytes iv = answer.iv;
  iv.resize(16);
  const auto associated_size = static_cast<std::uint32_t>(answer.associated.size());

  ASSERT_EQ(srtp_cipher_set_iv(cipher.get(), iv.data(), srtp_direction_encrypt), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_set_aad(cipher.get(), answer.associated.data(), associated_size), srtp_err_status_ok);
  Bytes octets = answer.plain;
  octets.resize(answer.plain.size() + 16);
  auto size = static_cast<std::uint32_t>(answer.plain.size());
  std::uint32_t tag_size = 16;
  ASSERT_EQ(srtp_cipher_encrypt(cipher.get(), octets.data(), &size), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_get_tag(cipher.get(), octets.data() + answer.plain.size(), &tag_size), srtp_err_status_ok);
  EXPECT_EQ(octets, answer.sealed);

  ASSERT_EQ(srtp_cipher_set_iv(cipher.get(), iv.data(), srtp_direction_decrypt), srtp_err_status_ok);
  ASSERT_EQ(srtp_cipher_set_aad(cipher.get(), answer.associated.data(), associated_size), srtp_err_status_ok);
  octets = answer.sealed;
  size = static_cast<std::uint32_t>(octets.size());
  ASSERT_EQ(srtp_cipher_decrypt(cipher.get(), octets.data(), &size), srtp_err_status_ok);
  octets.resize(size);
  EXPECT_EQ(octets, answer.plain);
}

const Bytes key_128 = from_hex("000102030405060708090a0b0c0d0e0f");
const Bytes key_256 = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

TEST_F(Vectors, Rfc7714_16_Srtp_SealedAndOpenedAsInTheRfc) {
  const Bytes iv = from_hex("51753c65 80c2726f 20718414");
  const Bytes header = from_hex("8040f17b 8041f8d3 5501a0b2");
  const Bytes plain = from_hex("47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573");
  Bytes whole = header;
  whole.insert(whole.end(), plain.begin(), plain.end());
  const Aead sealed_128{"16.1.1, 16.1.2", iv, header, plain,
                        from_hex("f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833"
                                 "899d7f27 beb16a91 52cf765e e4390cce")};
  const Aead sealed_256{"16.2.1, 16.2.2", iv, header, plain,
                        from_hex("32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b"
                                 "7aa3db36 dfffd6b0 f9bb7878 d7a76c13")};
  const Aead tagged_128{"16.1.3, 16.1.4", iv, whole, {}, from_hex("22493f82 d2bce397 e9d79e3b 19aa4216")};
  const Aead tagged_256{"16.2.3, 16.2.4", iv, whole, {}, from_hex("a866d591 0f887463 067ceefe c45215d4")};
  for (const CipherTypes* const types : providers_) {
    expect_sealed(*types->aes_gcm_128, key_128, sealed_128);
    expect_sealed(*types->aes_gcm_256, key_256, sealed_256);
    expect_sealed(*types->aes_gcm_128, key_128, tagged_128);
    expect_sealed(*types->aes_gcm_256, key_256, tagged_256);
  }
}

TEST_F(Vectors, Rfc7714_17_Srtcp_SealedAndOpenedAsInTheRfc) {
  const Bytes iv = from_hex("51752405 5203726f 207170bb");
  const Bytes header_and_index = from_hex("81c8000d 4d617273 800005d4");  // E bit set
  const Bytes plain =
      from_hex("4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef deadbeef");
  Bytes whole = from_hex("81c8000d 4d617273");
  whole.insert(whole.end(), plain.begin(), plain.end());
  for (const std::uint8_t octet : from_hex("000005d4")) whole.push_back(octet);  // E bit clear
  const Aead sealed_128{"17.1", iv, header_and_index, plain,
                        from_hex("63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda 4ce09b46"
                                 "86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade")};
  const Aead sealed_256{"17.2", iv, header_and_index, plain,
                        from_hex("d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50 a2eaa5c1 110555be 8415f658"
                                 "c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c b26ac3be")};
  const Aead tagged_128{"17.3", iv, whole, {}, from_hex("841dd968 3dd78ec9 2ae58790 125f62b3")};
  const Aead tagged_256{"17.4", iv, whole, {}, from_hex("91db4afb feee5a97 8fab4393 ed2615fe")};
  for (const CipherTypes* const types : providers_) {
    expect_sealed(*types->aes_gcm_128, key_128, sealed_128);
    expect_sealed(*types->aes_gcm_256, key_256, sealed_256);
    expect_sealed(*types->aes_gcm_128, key_128, tagged_128);
    expect_sealed(*types->aes_gcm_256, key_256, tagged_256);
  }
}

}  // namespace
}  // namespace trunkgate::media
