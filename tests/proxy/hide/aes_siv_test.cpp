// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/aes_siv.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <memory>
#include <numeric>
#include <vector>

namespace trunkgate::proxy {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::array<std::uint8_t, 32> counting_key() {
  std::array<std::uint8_t, 32> key;
  std::iota(key.begin(), key.end(), std::uint8_t{0x40});
  return key;
}

Bytes pattern(std::size_t size, std::uint8_t first) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + 7 * i);
  return bytes;
}

/// OpenSSL's own AES-128-SIV: synthetic IV, then cipher text.
Bytes openssl_siv(std::span<const std::uint8_t, 32> key, const Bytes& associated, const Bytes& plain) {
  const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-128-SIV", nullptr), EVP_CIPHER_free);
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                EVP_CIPHER_CTX_free);
  Bytes sealed(16 + plain.size());
  int size = 0;
  EXPECT_EQ(EVP_EncryptInit_ex2(context.get(), cipher.get(), key.data(), nullptr, nullptr), 1);
  EXPECT_EQ(EVP_EncryptUpdate(context.get(), nullptr, &size, associated.data(), static_cast<int>(associated.size())),
            1);
  EXPECT_EQ(EVP_EncryptUpdate(context.get(), sealed.data() + 16, &size, plain.data(), static_cast<int>(plain.size())),
            1);
  EXPECT_EQ(EVP_EncryptFinal_ex(context.get(), sealed.data() + 16, &size), 1);
  EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, sealed.data()), 1);
  return sealed;
}

TEST(Rfc5297_A_1, DeterministicExample_TheVector) {
  const std::array<std::uint8_t, 32> key = {0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6, 0xf5,
                                            0xf4, 0xf3, 0xf2, 0xf1, 0xf0, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5,
                                            0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
  const Bytes associated = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b,
                            0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27};
  const Bytes plain = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee};
  const AesSiv siv{key};
  Bytes text = plain;
  const AesSiv::Block iv = siv.seal(associated, text);
  EXPECT_EQ(iv, (AesSiv::Block{0x85, 0x63, 0x2d, 0x07, 0xc6, 0xe8, 0xf3, 0x7f, 0x95, 0x0a, 0xcd, 0x32, 0x0a, 0x2e, 0xcc,
                               0x93}));
  EXPECT_EQ(text, (Bytes{0x40, 0xc0, 0x2b, 0x96, 0x90, 0xc4, 0xdc, 0x04, 0xda, 0xef, 0x7f, 0x6a, 0xfe, 0x5c}));
  EXPECT_TRUE(siv.open(associated, iv, text));
  EXPECT_EQ(text, plain);
}

TEST(Rfc5297_2_6, EveryLength_AsOpenssl) {
  const auto key = counting_key();
  const AesSiv siv{key};
  for (std::size_t size = 1; size <= 100; ++size) {
    for (const std::size_t associated_size : {1u, 3u, 15u, 16u, 17u, 32u, 40u}) {
      const Bytes associated = pattern(associated_size, 200);
      const Bytes plain = pattern(size, static_cast<std::uint8_t>(size));
      Bytes text = plain;
      const AesSiv::Block iv = siv.seal(associated, text);
      Bytes ours(iv.begin(), iv.end());
      ours.insert(ours.end(), text.begin(), text.end());
      ASSERT_EQ(ours, openssl_siv(key, associated, plain)) << size << " bytes with " << associated_size;
      ASSERT_TRUE(siv.open(associated, iv, text));
      ASSERT_EQ(text, plain);
    }
  }
}

TEST(Rfc5297_2_6, EmptyText_OnlyTheIv) {
  const auto key = counting_key();
  const AesSiv siv{key};
  Bytes nothing;
  const AesSiv::Block iv = siv.seal(pattern(3, 1), nothing);
  EXPECT_TRUE(siv.open(pattern(3, 1), iv, nothing));
  EXPECT_FALSE(siv.open(pattern(3, 2), iv, nothing));
}

TEST(Rfc5297_2_7, EveryBitOfIvTextAndAssociated_Counts) {
  const auto key = counting_key();
  const AesSiv siv{key};
  const Bytes associated = pattern(3, 9);
  Bytes text = pattern(21, 1);
  const AesSiv::Block iv = siv.seal(associated, text);
  const auto refused = [&](Bytes changed_associated, AesSiv::Block changed_iv, Bytes changed) {
    const bool opened = siv.open(changed_associated, changed_iv, changed);
    return !opened && changed == Bytes(changed.size(), 0);  // what was not proven is wiped
  };
  ASSERT_FALSE(refused(associated, iv, text));
  for (std::size_t bit = 0; bit < 8 * iv.size(); ++bit) {
    AesSiv::Block changed = iv;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    ASSERT_TRUE(refused(associated, changed, text)) << "IV bit " << bit;
  }
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    Bytes changed = text;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    ASSERT_TRUE(refused(associated, iv, changed)) << "text bit " << bit;
  }
  for (std::size_t bit = 0; bit < 8 * associated.size(); ++bit) {
    Bytes changed = associated;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    ASSERT_TRUE(refused(changed, iv, text)) << "associated bit " << bit;
  }
}

TEST(Rfc5297_2_2, BothHalvesOfTheKey_Count) {
  const auto key = counting_key();
  Bytes text = pattern(20, 1);
  const AesSiv::Block iv = AesSiv{key}.seal(pattern(3, 1), text);
  for (std::size_t at = 0; at < key.size(); ++at) {
    auto other = key;
    other[at] ^= 1;
    Bytes copy = text;
    EXPECT_FALSE(AesSiv{other}.open(pattern(3, 1), iv, copy)) << "key byte " << at;
  }
}

}  // namespace
}  // namespace trunkgate::proxy
