// SPDX-License-Identifier: Apache-2.0
// The one-shot SHA-1 state is plain memory, so that the state after a pad can be kept: its five chaining words, since a
// pad is one whole block. EVP_MD_CTX_copy_ex allocates on every copy in OpenSSL 3, hence the older interface.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "media/srtp/engines.h"
#include "media/srtp/key_block.h"
#include "media/srtp/known_answers.h"

namespace trunkgate::media {
namespace {

// RFC 2104 §2.
constexpr std::size_t block_size = SHA_CBLOCK;
constexpr std::uint8_t inner_pad = 0x36;
constexpr std::uint8_t outer_pad = 0x5c;
// libsrtp2's own bound; SRTP's authentication key has 160 bits (RFC 3711 §5.2).
constexpr int key_size_max = SHA_DIGEST_LENGTH;

/// SHA-1 after one block (FIPS 180-4 §6.1.2).
using ChainingWords = std::array<SHA_LONG, 5>;

/// The hash under way. One per thread and not per key: libsrtp2 takes a packet from start() to compute() in one call.
thread_local SHA_CTX running{};

struct State {
  srtp_auth_t auth{};
  ChainingWords after_inner_pad{};
  ChainingWords after_outer_pad{};
  ~State() {
    OPENSSL_cleanse(this, sizeof *this);
    OPENSSL_cleanse(&running, sizeof running);  // it may have been left at this key's inner pad
  }
};

void resume(const ChainingWords& words) {
  running.h0 = words[0];
  running.h1 = words[1];
  running.h2 = words[2];
  running.h3 = words[3];
  running.h4 = words[4];
  running.Nl = block_size * 8;  // bits so far
  running.Nh = 0;
  running.num = 0;  // octets that wait for a whole block
}

srtp_err_status_t status_of(bool done) { return done ? srtp_err_status_ok : srtp_err_status_auth_fail; }

bool absorb_pad(ChainingWords& words, const std::uint8_t* key, std::size_t key_size, std::uint8_t pad) {
  std::array<std::uint8_t, block_size> block;
  block.fill(pad);
  for (std::size_t i = 0; i < key_size; ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ key[i]);
  SHA_CTX state;
  const bool done = SHA1_Init(&state) == 1 && SHA1_Update(&state, block.data(), block.size()) == 1;
  words = {state.h0, state.h1, state.h2, state.h3, state.h4};
  OPENSSL_cleanse(block.data(), block.size());
  OPENSSL_cleanse(&state, sizeof state);
  return done;
}

srtp_err_status_t start(void* opaque) {
  resume(static_cast<State*>(opaque)->after_inner_pad);
  return srtp_err_status_ok;
}

srtp_err_status_t set_key(void* opaque, const std::uint8_t* key, int key_size) {
  auto& state = *static_cast<State*>(opaque);
  if (key_size < 0 || key_size > key_size_max) return srtp_err_status_bad_param;
  const auto size = static_cast<std::size_t>(key_size);
  const bool done = absorb_pad(state.after_inner_pad, key, size, inner_pad) &&
                    absorb_pad(state.after_outer_pad, key, size, outer_pad);
  return done ? start(opaque) : srtp_err_status_auth_fail;
}

srtp_err_status_t update(void*, const std::uint8_t* octets, int count) {
  return status_of(SHA1_Update(&running, octets, static_cast<std::size_t>(count)) == 1);
}

srtp_err_status_t compute(void* opaque, const std::uint8_t* octets, int count, int tag_size, std::uint8_t* tag) {
  if (tag_size < 0 || tag_size > SHA_DIGEST_LENGTH) return srtp_err_status_bad_param;
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest;
  bool done =
      SHA1_Update(&running, octets, static_cast<std::size_t>(count)) == 1 && SHA1_Final(digest.data(), &running) == 1;
  resume(static_cast<State*>(opaque)->after_outer_pad);
  done = done && SHA1_Update(&running, digest.data(), digest.size()) == 1 && SHA1_Final(digest.data(), &running) == 1;
  std::memcpy(tag, digest.data(), static_cast<std::size_t>(tag_size));
  return status_of(done);
}

srtp_err_status_t allocate(srtp_auth_pointer_t* auth, int key_size, int tag_size);

srtp_err_status_t release(srtp_auth_pointer_t auth) {
  delete_key_state(static_cast<State*>(auth->state));
  return srtp_err_status_ok;
}

const srtp_auth_type_t type{allocate,          release,       set_key, compute, update, start, "HMAC-SHA1, OpenSSL",
                            &hmac_sha1_answer, SRTP_HMAC_SHA1};

srtp_err_status_t allocate(srtp_auth_pointer_t* auth, int key_size, int tag_size) {
  if (key_size > key_size_max || tag_size > SHA_DIGEST_LENGTH) return srtp_err_status_bad_param;
  auto* state = new_key_state<State>();
  if (state == nullptr) return srtp_err_status_alloc_fail;
  state->auth = {&type, state, tag_size, key_size, 0};
  *auth = &state->auth;
  return srtp_err_status_ok;
}

}  // namespace

const srtp_auth_type_t& openssl_hmac_sha1() { return type; }

}  // namespace trunkgate::media
