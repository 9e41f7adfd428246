// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/aes_siv.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace trunkgate::proxy {
namespace {

using Block = AesSiv::Block;

void mix(std::span<std::uint8_t> into, std::span<const std::uint8_t> bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) into[at] ^= bytes[at];
}

// RFC 5297 §2.3: multiplication by x in GF(2^128). Without a branch on the secret bit.
Block doubled(const Block& block) {
  Block result;
  for (std::size_t at = 0; at < block.size(); ++at) {
    const unsigned next = at + 1 < block.size() ? block[at + 1] : 0;
    result[at] = static_cast<std::uint8_t>(block[at] << 1 | next >> 7);
  }
  const unsigned carried = block.front() >> 7;
  result.back() = static_cast<std::uint8_t>(result.back() ^ (0x87 & (0u - carried)));
  return result;
}

// RFC 5297 §2.3 pad() and RFC 4493 §2.4: a one bit, then zeros.
Block padded(std::span<const std::uint8_t> rest) {
  Block block{};
  std::copy(rest.begin(), rest.end(), block.begin());
  block[rest.size()] = 0x80;
  return block;
}

void require(bool ok) {
  if (!ok) std::abort();
}

evp_cipher_ctx_st* open_cipher(const char* name, std::span<const std::uint8_t> key) {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  const Block no_iv{};
  require(cipher != nullptr && context != nullptr);
  require(EVP_EncryptInit_ex2(context, cipher, key.data(), no_iv.data(), nullptr) == 1);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_CIPHER_free(cipher);  // the context keeps its own reference
  return context;
}

}  // namespace

void AesSiv::FreeContext::operator()(evp_cipher_ctx_st* context) const { EVP_CIPHER_CTX_free(context); }

AesSiv::AesSiv(std::span<const std::uint8_t, 32> key)
    : block_cipher_(open_cipher("AES-128-ECB", key.first<16>())),
      counter_mode_(open_cipher("AES-128-CTR", key.last<16>())) {
  Block zero{};
  encrypt(zero);
  whole_mask_ = doubled(zero);
  partial_mask_ = doubled(whole_mask_);
  const Block nothing{};
  start_ = cmac(nothing);
}

Block AesSiv::seal(std::span<const std::uint8_t> associated, std::span<std::uint8_t> text) const {
  const Block iv = synthetic_iv(associated, text);
  count(iv, text);
  return iv;
}

bool AesSiv::open(std::span<const std::uint8_t> associated, const Block& iv, std::span<std::uint8_t> text) const {
  count(iv, text);
  const Block expected = synthetic_iv(associated, text);
  if (CRYPTO_memcmp(expected.data(), iv.data(), iv.size()) == 0) return true;
  OPENSSL_cleanse(text.data(), text.size());
  return false;
}

void AesSiv::encrypt(Block& block) const {
  int written = 0;
  require(EVP_EncryptUpdate(block_cipher_.get(), block.data(), &written, block.data(), int{sizeof(Block)}) == 1);
}

// RFC 5297 §2.5: two bits of the IV are cleared so that 32- and 64-bit counters never carry.
void AesSiv::count(const Block& iv, std::span<std::uint8_t> text) const {
  if (text.empty()) return;
  Block counter = iv;
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  int written = 0;
  require(EVP_EncryptInit_ex2(counter_mode_.get(), nullptr, nullptr, counter.data(), nullptr) == 1);
  require(EVP_EncryptUpdate(counter_mode_.get(), text.data(), &written, text.data(), static_cast<int>(text.size())) ==
          1);
}

// RFC 4493.
Block AesSiv::cmac(std::span<const std::uint8_t> text) const {
  Block state{};
  while (text.size() > sizeof(Block)) {
    mix(state, text.first(sizeof(Block)));
    encrypt(state);
    text = text.subspan(sizeof(Block));
  }
  if (text.size() == sizeof(Block)) {
    mix(state, text);
    mix(state, whole_mask_);
  } else {
    mix(state, padded(text));
    mix(state, partial_mask_);
  }
  encrypt(state);
  return state;
}

// S2V of RFC 5297 §2.4 for one associated text and one plain text.
Block AesSiv::synthetic_iv(std::span<const std::uint8_t> associated, std::span<std::uint8_t> text) const {
  Block d = doubled(start_);
  mix(d, cmac(associated));
  if (text.size() >= sizeof(Block)) {
    const auto end = text.last(sizeof(Block));
    mix(end, d);  // "xorend", undone below, saves a copy of the text
    const Block iv = cmac(text);
    mix(end, d);
    return iv;
  }
  d = doubled(d);
  mix(d, padded(text));
  return cmac(d);
}

}  // namespace trunkgate::proxy
