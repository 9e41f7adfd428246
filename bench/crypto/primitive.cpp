// SPDX-License-Identifier: Apache-2.0
#include "bench/crypto/primitive.h"

#include <array>
#include <cstdlib>

#include "media/rtp/header.h"

namespace trunkgate::bench {
namespace {

using media::rtp_header_size_min;

constexpr int hmac_key_size = 20;  // RFC 3711 §5.2
constexpr int gcm_tag_size = 16;   // RFC 7714 §13.1
constexpr std::array<std::uint8_t, media::master_size_max> key{1, 2, 3};

const srtp_cipher_type_t& type_of(const Provider& provider, const media::SuiteRow& row, bool aead) {
  const media::CipherTypes& types = *provider.ciphers;
  if (row.key_size == 32) return aead ? *types.aes_gcm_256 : *types.aes_cm_256;
  return aead ? *types.aes_gcm_128 : *types.aes_cm_128;
}

}  // namespace

Primitive::Primitive(const Provider& provider, media::Suite suite)
    : tag_size_(media::suite_row(suite).rtp_tag_size), aead_(tag_size_ == gcm_tag_size) {
  const media::SuiteRow& row = media::suite_row(suite);
  srtp_cipher_t* cipher = nullptr;
  srtp_auth_t* auth = nullptr;
  const auto size = static_cast<int>(row.master_size());
  if (type_of(provider, row, aead_).alloc(&cipher, size, gcm_tag_size) != srtp_err_status_ok) std::abort();
  cipher_.reset(cipher);
  if (provider.hmac->alloc(&auth, hmac_key_size, tag_size_) != srtp_err_status_ok) std::abort();
  auth_.reset(auth);
  if (srtp_cipher_init(cipher, key.data()) != srtp_err_status_ok) std::abort();
  if (srtp_auth_init(auth, key.data()) != srtp_err_status_ok) std::abort();
}

void Primitive::compute(const media::Packet& packet) {
  if (aead_) {
    seal(packet);
  } else {
    encipher_and_tag(packet);
  }
}

void Primitive::seal(const media::Packet& packet) {
  std::array<std::uint8_t, 16> iv{packet.octets[2], packet.octets[3]};
  auto size = static_cast<unsigned>(packet.size - rtp_header_size_min);
  unsigned tag_size = tag_size_;
  srtp_cipher_set_iv(cipher_.get(), iv.data(), srtp_direction_encrypt);
  srtp_cipher_set_aad(cipher_.get(), packet.octets, rtp_header_size_min);
  srtp_cipher_encrypt(cipher_.get(), packet.octets + rtp_header_size_min, &size);
  srtp_cipher_get_tag(cipher_.get(), packet.octets + packet.size, &tag_size);
}

void Primitive::encipher_and_tag(const media::Packet& packet) {
  std::array<std::uint8_t, 16> iv{packet.octets[2], packet.octets[3]};
  auto size = static_cast<unsigned>(packet.size - rtp_header_size_min);
  srtp_cipher_set_iv(cipher_.get(), iv.data(), srtp_direction_encrypt);
  srtp_cipher_encrypt(cipher_.get(), packet.octets + rtp_header_size_min, &size);
  srtp_auth_start(auth_.get());
  srtp_auth_update(auth_.get(), packet.octets, static_cast<int>(packet.size));
  const std::array<std::uint8_t, 4> roll_over_counter{};
  srtp_auth_compute(auth_.get(), roll_over_counter.data(), 4, packet.octets + packet.size);
}

}  // namespace trunkgate::bench
