// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/engines.h"

#ifndef TRUNKGATE_IPSEC_MB

namespace trunkgate::media {
const CipherTypes* ipsec_mb_ciphers() { return nullptr; }
}  // namespace trunkgate::media

#else

#include <intel-ipsec-mb.h>
#include <openssl/crypto.h>

#include <memory>

#include "media/srtp/counter_mode.h"
#include "media/srtp/galois_mode.h"
#include "media/srtp/known_answers.h"

namespace trunkgate::media {
namespace {

struct FreeManager {
  void operator()(IMB_MGR* manager) const { free_mb_mgr(manager); }
};

std::unique_ptr<IMB_MGR, FreeManager> make_manager() {
  std::unique_ptr<IMB_MGR, FreeManager> manager{alloc_mb_mgr(0)};
  if (manager != nullptr) init_mb_mgr_auto(manager.get(), nullptr);
  return manager;
}

/// The library's dispatch table for this CPU. A manager is for one thread at a time, so each has its own.
IMB_MGR* manager() {
  static thread_local const auto mine = make_manager();
  return mine.get();
}

template <std::size_t size>
class IpsecMbCounter {
 public:
  static constexpr std::size_t key_size = size;
  ~IpsecMbCounter() { OPENSSL_cleanse(round_keys_.data(), round_keys_.size()); }

  bool set_key(const std::uint8_t* key) {
    IMB_MGR* const library = manager();
    if (library == nullptr) return false;
    // Counter mode never decrypts a block, but the library writes those round keys as well.
    alignas(16) std::array<std::uint8_t, round_keys_size> unused;
    if constexpr (size == IMB_KEY_128_BYTES) {
      IMB_AES_KEYEXP_128(library, key, round_keys_.data(), unused.data());
    } else {
      IMB_AES_KEYEXP_256(library, key, round_keys_.data(), unused.data());
    }
    OPENSSL_cleanse(unused.data(), unused.size());
    return true;
  }

  bool xor_keystream(const AesBlock& counter, std::uint8_t* octets, std::size_t count) {
    IMB_MGR* const library = manager();
    if (library == nullptr) return false;
    IMB_JOB job{};
    job.cipher_mode = IMB_CIPHER_CNTR;
    job.cipher_direction = IMB_DIR_ENCRYPT;
    job.hash_alg = IMB_AUTH_NULL;
    job.enc_keys = round_keys_.data();
    job.key_len_in_bytes = size;
    job.iv = counter.data();
    job.iv_len_in_bytes = counter.size();
    job.src = octets;
    job.dst = octets;
    job.msg_len_to_cipher_in_bytes = count;
    return IMB_SUBMIT_CIPHER_BURST_NOCHECK(library, &job, 1, IMB_CIPHER_CNTR, IMB_DIR_ENCRYPT,
                                           static_cast<IMB_KEY_SIZE_BYTES>(size)) == 1;
  }

 private:
  // FIPS 197 §5.2: one for each round, of which there are 6 more than the key has words, and the first.
  static constexpr std::size_t round_keys_size = (size / 4 + 7) * aes_block_size;
  alignas(16) std::array<std::uint8_t, round_keys_size> round_keys_{};
};

struct IpsecMbCounter128 : IpsecMbCounter<IMB_KEY_128_BYTES> {
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_ICM_128;
  static constexpr const char* description = "AES-128 counter mode, ipsec-mb";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_cm_128_answer;
};

struct IpsecMbCounter256 : IpsecMbCounter<IMB_KEY_256_BYTES> {
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_ICM_256;
  static constexpr const char* description = "AES-256 counter mode, ipsec-mb";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_cm_256_answer;
};

template <std::size_t size>
class IpsecMbGalois {
 public:
  static constexpr std::size_t key_size = size;
  ~IpsecMbGalois() { OPENSSL_cleanse(&key_, sizeof key_); }

  bool set_key(const std::uint8_t* key) {
    IMB_MGR* const library = manager();
    if (library == nullptr) return false;
    constexpr bool short_key = size == IMB_KEY_128_BYTES;
    // Kept here because they are the same for all managers of this machine, and save the packet path the manager.
    seal_ = short_key ? library->gcm128_enc : library->gcm256_enc;
    open_ = short_key ? library->gcm128_dec : library->gcm256_dec;
    (short_key ? library->gcm128_pre : library->gcm256_pre)(key, &key_);
    return true;
  }

  bool seal(const std::uint8_t* iv, Octets associated, std::span<std::uint8_t> octets, GcmTag& tag) {
    alignas(64) gcm_context_data context;
    seal_(&key_, &context, octets.data(), octets.data(), octets.size(), iv, associated.data(), associated.size(),
          tag.data(), tag.size());
    return true;
  }

  bool open(const std::uint8_t* iv, Octets associated, std::span<std::uint8_t> octets, Octets tag) {
    alignas(64) gcm_context_data context;
    GcmTag computed;
    open_(&key_, &context, octets.data(), octets.data(), octets.size(), iv, associated.data(), associated.size(),
          computed.data(), computed.size());
    return CRYPTO_memcmp(computed.data(), tag.data(), tag.size()) == 0;
  }

 private:
  // The library reads it with aligned instructions; its header aligns the type only under a macro of its own.
  alignas(64) gcm_key_data key_;
  aes_gcm_enc_dec_t seal_ = nullptr;
  aes_gcm_enc_dec_t open_ = nullptr;
};

struct IpsecMbGalois128 : IpsecMbGalois<IMB_KEY_128_BYTES> {
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_GCM_128;
  static constexpr const char* description = "AES-128-GCM, ipsec-mb";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_gcm_128_answer;
};

struct IpsecMbGalois256 : IpsecMbGalois<IMB_KEY_256_BYTES> {
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_GCM_256;
  static constexpr const char* description = "AES-256-GCM, ipsec-mb";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_gcm_256_answer;
};

constexpr CipherTypes types{&CounterModeCipher<IpsecMbCounter128>::type, &CounterModeCipher<IpsecMbCounter256>::type,
                            &GaloisModeCipher<IpsecMbGalois128>::type, &GaloisModeCipher<IpsecMbGalois256>::type};

}  // namespace

// Without AES instructions the library emulates them, far slower than OpenSSL.
const CipherTypes* ipsec_mb_ciphers() {
  const IMB_MGR* const library = manager();
  return library != nullptr && (library->features & IMB_FEATURE_AESNI) != 0 ? &types : nullptr;
}

}  // namespace trunkgate::media

#endif
