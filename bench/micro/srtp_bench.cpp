// SPDX-License-Identifier: Apache-2.0
// SRTP protect and unprotect of one 172-octet packet (20 ms of G.711) for each suite, beside the bare arithmetic that
// such a packet needs (floor) and libsrtp2 with its own ciphers (rival).
#include <benchmark/benchmark.h>
#include <srtp2/srtp.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "media/srtp/crypto_session.h"
#include "media/srtp/engines.h"
#include "media/srtp/primitives.h"

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

constexpr std::size_t packet_size = 172;
constexpr std::size_t header_size = 12;
constexpr std::size_t batch_size = 512;

struct Packet {
  std::array<std::uint8_t, 256> octets{};
  std::size_t length = packet_size;
};
using Batch = std::vector<Packet>;

Batch make_batch() {
  Batch batch(batch_size);
  for (std::size_t seq = 0; seq < batch_size; ++seq) {
    auto& octets = batch[seq].octets;
    octets = {0x80, 0, static_cast<std::uint8_t>(seq >> 8), static_cast<std::uint8_t>(seq), 0, 0, 0, 1, 1, 2, 3, 4};
    for (std::size_t i = header_size; i < packet_size; ++i) octets[i] = static_cast<std::uint8_t>(i * 31 + seq);
  }
  return batch;
}

SrtpSession open_session(SrtpSession::Direction direction, Suite suite) {
  std::array<std::uint8_t, master_size_max> octets;
  octets.fill(0x5a);
  MasterKey key;
  SrtpSession session;
  if (!key.assign(std::span{octets}.first(suite_row(suite).master_size())) || !session.open(direction, suite, key)) {
    std::abort();
  }
  return session;
}

void plug(const CipherTypes& types, const srtp_auth_type_t& hmac) {
  for (const auto* type : {types.aes_cm_128, types.aes_cm_256, types.aes_gcm_128, types.aes_gcm_256}) {
    if (srtp_replace_cipher_type(type, type->id) != srtp_err_status_ok) std::abort();
  }
  if (srtp_replace_auth_type(&hmac, SRTP_HMAC_SHA1) != srtp_err_status_ok) std::abort();
}

const CipherTypes& fastest() { return ipsec_mb_ciphers() != nullptr ? *ipsec_mb_ciphers() : openssl_ciphers(); }
const CipherTypes own_of_libsrtp2{&srtp_aes_icm_128, &srtp_aes_icm_256, &srtp_aes_gcm_128, &srtp_aes_gcm_256};

/// Times `step` over the packets of a batch and nothing else; a fresh batch for every iteration.
template <class Prepare, class Step>
void time_batches(benchmark::State& state, Prepare prepare, Step step) {
  for (auto _ : state) {
    Batch batch = make_batch();
    auto session = prepare(batch);
    const auto start = std::chrono::steady_clock::now();
    for (Packet& packet : batch) step(session, packet);
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    benchmark::DoNotOptimize(batch.data());
  }
  state.counters["per_packet"] = benchmark::Counter(static_cast<double>(state.iterations() * batch_size),
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void protect(benchmark::State& state, Suite suite) {
  time_batches(
      state, [&](Batch&) { return open_session(SrtpSession::Direction::outbound, suite); },
      [](SrtpSession& session, Packet& packet) {
        if (session.protect_rtp(packet.octets, packet.length) != SrtpError::none) std::abort();
      });
}

void unprotect(benchmark::State& state, Suite suite) {
  time_batches(
      state,
      [&](Batch& batch) {
        auto sender = open_session(SrtpSession::Direction::outbound, suite);
        for (Packet& packet : batch) {
          if (sender.protect_rtp(packet.octets, packet.length) != SrtpError::none) std::abort();
        }
        return open_session(SrtpSession::Direction::inbound, suite);
      },
      [](SrtpSession& session, Packet& packet) {
        if (session.unprotect_rtp(packet.octets, packet.length) != SrtpError::none) std::abort();
      });
}

/// The cipher and the tag alone, without keys to find, counters or windows.
struct Arithmetic {
  srtp_cipher_t* cipher = nullptr;
  srtp_auth_t* auth = nullptr;
  bool aead = false;
};

Arithmetic make_arithmetic(Suite suite) {
  const bool aead = suite_row(suite).salt_size == 12;
  const bool long_key = suite_row(suite).key_size == 32;
  const auto* type = aead ? (long_key ? fastest().aes_gcm_256 : fastest().aes_gcm_128)
                          : (long_key ? fastest().aes_cm_256 : fastest().aes_cm_128);
  const std::array<std::uint8_t, master_size_max> key{1, 2, 3};
  Arithmetic made;
  made.aead = aead;
  const auto size = static_cast<int>(suite_row(suite).master_size());
  if (type->alloc(&made.cipher, size, 16) != srtp_err_status_ok ||
      openssl_hmac_sha1().alloc(&made.auth, 20, 10) != srtp_err_status_ok) {
    std::abort();
  }
  srtp_cipher_init(made.cipher, key.data());
  srtp_auth_init(made.auth, key.data());
  return made;
}

void compute(Arithmetic& made, Packet& packet) {
  std::array<std::uint8_t, 16> iv{1, 2, 3};
  auto size = static_cast<unsigned>(packet_size - header_size);
  srtp_cipher_set_iv(made.cipher, iv.data(), srtp_direction_encrypt);
  if (made.aead) {
    unsigned tag_size = 16;
    srtp_cipher_set_aad(made.cipher, packet.octets.data(), header_size);
    srtp_cipher_encrypt(made.cipher, packet.octets.data() + header_size, &size);
    srtp_cipher_get_tag(made.cipher, packet.octets.data() + packet_size, &tag_size);
    return;
  }
  srtp_cipher_encrypt(made.cipher, packet.octets.data() + header_size, &size);
  srtp_auth_start(made.auth);
  srtp_auth_update(made.auth, packet.octets.data(), static_cast<int>(packet_size));
  srtp_auth_compute(made.auth, iv.data(), 4, packet.octets.data() + packet_size);
}

void arithmetic(benchmark::State& state, Suite suite) {
  Arithmetic made = make_arithmetic(suite);
  time_batches(
      state, [&](Batch&) { return made; }, compute);
  srtp_cipher_dealloc(made.cipher);
  srtp_auth_dealloc(made.auth);
}

void protect_unplugged(benchmark::State& state, Suite suite) {
  plug(own_of_libsrtp2, srtp_hmac);
  protect(state, suite);
  plug(fastest(), openssl_hmac_sha1());
}

void protect_openssl(benchmark::State& state, Suite suite) {
  plug(openssl_ciphers(), openssl_hmac_sha1());
  protect(state, suite);
  plug(fastest(), openssl_hmac_sha1());
}

const bool registered = [] {
  if (!install_fast_primitives().ready) return false;
  for (const SuiteRow& row : suites()) {
    const std::string name{row.sdes_name};
    const Suite suite = row.suite;
    const auto add = [&](const char* what, void (*run)(benchmark::State&, Suite)) {
      benchmark::RegisterBenchmark((std::string{"srtp/"} + what + "/" + name).c_str(), run, suite)->UseManualTime();
    };
    add("floor", arithmetic);
    add("protect", protect);
    add("unprotect", unprotect);
    add("protect_openssl", protect_openssl);
    add("protect_libsrtp2", protect_unplugged);
  }
  return true;
}();

}  // namespace
}  // namespace trunkgate::media
