// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>
#include <srtp2/cipher.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "media/srtp/key_block.h"

namespace trunkgate::media {

inline constexpr std::size_t aes_block_size = 16;
using AesBlock = std::array<std::uint8_t, aes_block_size>;

/// Makes an AES engine a libsrtp2 cipher type for AES-CM, RFC 3711 §4.1.1. Engine has `key_size`, `id`, `description`,
/// `answer` (known answer), `bool set_key(const uint8_t*)` and
/// `bool xor_keystream(const AesBlock& counter, uint8_t* octets, size_t count)`, count above 0.
template <class Engine>
class CounterModeCipher {
 public:
  static const srtp_cipher_type_t type;

 private:
  static constexpr int salt_size = 14;
  static constexpr int key_size_with_salt = static_cast<int>(Engine::key_size) + salt_size;

  struct State {
    srtp_cipher_t cipher{};
    Engine engine;
    AesBlock salt{};  // in the upper 112 bits; the block counter starts at 0
  };
  /// Where the keystream of the packet under way stands. One per thread and not per key: libsrtp2 takes a packet from
  /// set_iv() to its last octet in one call, with one cipher (two with encrypted header extensions, which no SDES suite
  /// of ours has).
  struct Keystream {
    AesBlock counter{};          // salt XOR what names the packet
    std::uint32_t position = 0;  // octets used since set_iv
  };
  static inline thread_local Keystream keystream_;

  static srtp_err_status_t allocate(srtp_cipher_pointer_t* cipher, int key_size, int /*tag_size*/);
  static srtp_err_status_t release(srtp_cipher_pointer_t cipher) {
    delete_key_state(static_cast<State*>(cipher->state));  // the engine wipes its key schedule
    return srtp_err_status_ok;
  }
  static srtp_err_status_t set_key(void* opaque, const std::uint8_t* key) {
    auto& state = *static_cast<State*>(opaque);
    std::memcpy(state.salt.data(), key + Engine::key_size, salt_size);
    return state.engine.set_key(key) ? srtp_err_status_ok : srtp_err_status_cipher_fail;
  }
  static srtp_err_status_t set_iv(void* opaque, std::uint8_t* iv, srtp_cipher_direction_t) {
    auto& state = *static_cast<State*>(opaque);
    for (std::size_t i = 0; i < aes_block_size; ++i)
      keystream_.counter[i] = static_cast<std::uint8_t>(state.salt[i] ^ iv[i]);
    keystream_.position = 0;
    return srtp_err_status_ok;
  }
  static srtp_err_status_t crypt(void* opaque, std::uint8_t* octets, unsigned int* count);
  static AesBlock counter_now();
};

// Without set_aad and get_tag: libsrtp2 asks them of AEAD ciphers alone.
template <class Engine>
const srtp_cipher_type_t CounterModeCipher<Engine>::type{
    allocate,       release,   set_key, nullptr, crypt, crypt, set_iv, nullptr, Engine::description,
    Engine::answer, Engine::id};

template <class Engine>
srtp_err_status_t CounterModeCipher<Engine>::allocate(srtp_cipher_pointer_t* cipher, int key_size, int) {
  if (key_size != key_size_with_salt) return srtp_err_status_bad_param;
  auto* state = new_key_state<State>();
  if (state == nullptr) return srtp_err_status_alloc_fail;
  state->cipher.state = state;
  state->cipher.key_len = key_size;
  state->cipher.type = &type;
  state->cipher.algorithm = Engine::id;
  *cipher = &state->cipher;
  return srtp_err_status_ok;
}

template <class Engine>
AesBlock CounterModeCipher<Engine>::counter_now() {
  AesBlock counter = keystream_.counter;
  auto carry = static_cast<std::uint32_t>(keystream_.position / aes_block_size);
  for (std::size_t i = aes_block_size; i-- > 0 && carry != 0; carry >>= 8) {
    carry += counter[i];
    counter[i] = static_cast<std::uint8_t>(carry);
  }
  return counter;
}

template <class Engine>
srtp_err_status_t CounterModeCipher<Engine>::crypt(void* opaque, std::uint8_t* octets, unsigned int* count) {
  auto& state = *static_cast<State*>(opaque);
  std::size_t left = *count;
  // The keystream goes on where the last call since set_iv stopped, be it inside a block.
  if (const std::size_t used = keystream_.position % aes_block_size; used != 0 && left != 0) {
    AesBlock block{};
    if (!state.engine.xor_keystream(counter_now(), block.data(), aes_block_size)) {
      return srtp_err_status_cipher_fail;
    }
    const std::size_t taken = std::min(left, aes_block_size - used);
    for (std::size_t i = 0; i < taken; ++i) octets[i] = static_cast<std::uint8_t>(octets[i] ^ block[used + i]);
    octets += taken;
    left -= taken;
    keystream_.position += static_cast<std::uint32_t>(taken);
  }
  if (left == 0) return srtp_err_status_ok;
  const bool done = state.engine.xor_keystream(counter_now(), octets, left);
  keystream_.position += static_cast<std::uint32_t>(left);
  return done ? srtp_err_status_ok : srtp_err_status_cipher_fail;
}

}  // namespace trunkgate::media
