// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <srtp2/cipher.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>

namespace trunkgate::media {

inline constexpr unsigned gcm_tag_size = 16;
// RFC 7714 §13.2 gave up the short tag and no suite of ours asks for it, but libsrtp2 checks a replacement with it.
inline constexpr unsigned gcm_short_tag_size = 8;
using GcmTag = std::array<std::uint8_t, gcm_tag_size>;
using Octets = std::span<const std::uint8_t>;

/// Makes an AES-GCM engine a libsrtp2 cipher type, RFC 7714. Engine has `key_size`, `id`, `description`, `answer`,
/// `bool set_key(const uint8_t*)`, `bool seal(iv, associated, octets, tag&)` and `bool open(iv, associated, octets,
/// tag)`, both in place; open says whether the tag, which may be cut short, is right. The IV has 12 octets.
template <class Engine>
class GaloisModeCipher {
 public:
  static const srtp_cipher_type_t type;

 private:
  static constexpr int salt_size = 12;  // counted in the key's length, but libsrtp2 mixes it into the IV itself
  static constexpr std::size_t iv_size = 12;
  // One packet's associated data when it comes in two pieces: an unencrypted SRTCP packet and its index.
  static constexpr std::size_t joined_size_max = 65536;

  struct State {
    srtp_cipher_t cipher{};
    Engine engine;
    std::array<std::uint8_t, iv_size> iv{};
    Octets associated;  // of the caller, who keeps it until the packet is done; or of `joined`
    GcmTag tag{};
    unsigned tag_size = gcm_tag_size;
  };

  static srtp_err_status_t allocate(srtp_cipher_pointer_t* cipher, int key_size, int tag_size);
  static srtp_err_status_t release(srtp_cipher_pointer_t cipher) {
    delete static_cast<State*>(cipher->state);  // the engine wipes its key schedule
    return srtp_err_status_ok;
  }
  static srtp_err_status_t set_key(void* opaque, const std::uint8_t* key) {
    return static_cast<State*>(opaque)->engine.set_key(key) ? srtp_err_status_ok : srtp_err_status_cipher_fail;
  }
  static srtp_err_status_t set_iv(void* opaque, std::uint8_t* iv, srtp_cipher_direction_t) {
    auto& state = *static_cast<State*>(opaque);
    std::memcpy(state.iv.data(), iv, iv_size);
    state.associated = {};
    return srtp_err_status_ok;
  }
  static srtp_err_status_t set_associated(void* opaque, const std::uint8_t* octets, std::uint32_t count);
  static srtp_err_status_t encrypt(void* opaque, std::uint8_t* octets, unsigned int* count) {
    auto& state = *static_cast<State*>(opaque);
    const bool done = state.engine.seal(state.iv.data(), state.associated, {octets, *count}, state.tag);
    return done ? srtp_err_status_ok : srtp_err_status_cipher_fail;
  }
  static srtp_err_status_t get_tag(void* opaque, std::uint8_t* tag, std::uint32_t* size) {
    auto& state = *static_cast<State*>(opaque);
    std::memcpy(tag, state.tag.data(), state.tag_size);
    *size = state.tag_size;
    return srtp_err_status_ok;
  }
  static srtp_err_status_t decrypt(void* opaque, std::uint8_t* octets, unsigned int* count);
};

template <class Engine>
const srtp_cipher_type_t GaloisModeCipher<Engine>::type{
    allocate,       release,   set_key, set_associated, encrypt, decrypt, set_iv, get_tag, Engine::description,
    Engine::answer, Engine::id};

template <class Engine>
srtp_err_status_t GaloisModeCipher<Engine>::allocate(srtp_cipher_pointer_t* cipher, int key_size, int tag_size) {
  const auto tag = static_cast<unsigned>(tag_size);
  if (key_size != static_cast<int>(Engine::key_size) + salt_size ||
      (tag != gcm_tag_size && tag != gcm_short_tag_size)) {
    return srtp_err_status_bad_param;
  }
  auto* state = new (std::nothrow) State;
  if (state == nullptr) return srtp_err_status_alloc_fail;
  state->cipher = {&type, state, key_size, Engine::id};
  state->tag_size = tag;
  *cipher = &state->cipher;
  return srtp_err_status_ok;
}

template <class Engine>
srtp_err_status_t GaloisModeCipher<Engine>::set_associated(void* opaque, const std::uint8_t* octets,
                                                           std::uint32_t count) {
  auto& state = *static_cast<State*>(opaque);
  if (state.associated.empty()) {
    state.associated = {octets, count};
    return srtp_err_status_ok;
  }
  // RFC 7714 §9.2: SRTCP authenticates its header and, apart from it in the packet, its index.
  static thread_local std::array<std::uint8_t, joined_size_max> joined;
  const std::size_t before = state.associated.size();
  if (count > joined.size() || before > joined.size() - count) return srtp_err_status_bad_param;
  std::memmove(joined.data(), state.associated.data(), before);
  std::memcpy(joined.data() + before, octets, count);
  state.associated = {joined.data(), before + count};
  return srtp_err_status_ok;
}

template <class Engine>
srtp_err_status_t GaloisModeCipher<Engine>::decrypt(void* opaque, std::uint8_t* octets, unsigned int* count) {
  auto& state = *static_cast<State*>(opaque);
  if (*count < state.tag_size) return srtp_err_status_auth_fail;
  const unsigned size = *count - state.tag_size;
  GcmTag copy;  // the engine may write behind what it opens
  std::memcpy(copy.data(), octets + size, state.tag_size);
  const std::span<std::uint8_t> tag{copy.data(), state.tag_size};
  if (!state.engine.open(state.iv.data(), state.associated, {octets, size}, tag)) return srtp_err_status_auth_fail;
  *count = size;
  return srtp_err_status_ok;
}

}  // namespace trunkgate::media
