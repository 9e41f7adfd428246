// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>

#include <memory>

#include "media/srtp/counter_mode.h"
#include "media/srtp/engines.h"
#include "media/srtp/galois_mode.h"
#include "media/srtp/known_answers.h"

namespace trunkgate::media {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }  // wipes the key schedule too
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

class OpensslCounter {
 public:
  bool xor_keystream(const AesBlock& counter, std::uint8_t* octets, std::size_t count) {
    int written = 0;
    return EVP_EncryptInit_ex(context_.get(), nullptr, nullptr, nullptr, counter.data()) == 1 &&
           EVP_EncryptUpdate(context_.get(), octets, &written, octets, static_cast<int>(count)) == 1;
  }

 protected:
  bool set_key(const EVP_CIPHER* cipher, const std::uint8_t* key) {
    return context_ != nullptr && EVP_EncryptInit_ex(context_.get(), cipher, nullptr, key, nullptr) == 1;
  }

 private:
  Context context_{EVP_CIPHER_CTX_new()};
};

struct OpensslCounter128 : OpensslCounter {
  static constexpr std::size_t key_size = 16;
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_ICM_128;
  static constexpr const char* description = "AES-128 counter mode, OpenSSL";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_cm_128_answer;
  bool set_key(const std::uint8_t* key) { return OpensslCounter::set_key(EVP_aes_128_ctr(), key); }
};

struct OpensslCounter256 : OpensslCounter {
  static constexpr std::size_t key_size = 32;
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_ICM_256;
  static constexpr const char* description = "AES-256 counter mode, OpenSSL";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_cm_256_answer;
  bool set_key(const std::uint8_t* key) { return OpensslCounter::set_key(EVP_aes_256_ctr(), key); }
};

class OpensslGalois {
 public:
  bool seal(const std::uint8_t* iv, Octets associated, std::span<std::uint8_t> octets, GcmTag& tag) {
    EVP_CIPHER_CTX* context = sealing_.get();
    int written = 0;
    return EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, iv) == 1 &&
           EVP_EncryptUpdate(context, nullptr, &written, associated.data(), static_cast<int>(associated.size())) == 1 &&
           EVP_EncryptUpdate(context, octets.data(), &written, octets.data(), static_cast<int>(octets.size())) == 1 &&
           EVP_EncryptFinal_ex(context, octets.data() + octets.size(), &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1;
  }

  bool open(const std::uint8_t* iv, Octets associated, std::span<std::uint8_t> octets, std::span<std::uint8_t> tag) {
    EVP_CIPHER_CTX* context = opening_.get();
    int written = 0;
    return EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, iv) == 1 &&
           EVP_DecryptUpdate(context, nullptr, &written, associated.data(), static_cast<int>(associated.size())) == 1 &&
           EVP_DecryptUpdate(context, octets.data(), &written, octets.data(), static_cast<int>(octets.size())) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()) == 1 &&
           EVP_DecryptFinal_ex(context, octets.data() + octets.size(), &written) == 1;
  }

 protected:
  bool set_key(const EVP_CIPHER* cipher, const std::uint8_t* key) {
    return sealing_ != nullptr && opening_ != nullptr &&
           EVP_EncryptInit_ex(sealing_.get(), cipher, nullptr, key, nullptr) == 1 &&
           EVP_DecryptInit_ex(opening_.get(), cipher, nullptr, key, nullptr) == 1;
  }

 private:
  // libsrtp2 says the direction only with the IV; one context for each keeps the key schedule out of the packet path.
  Context sealing_{EVP_CIPHER_CTX_new()};
  Context opening_{EVP_CIPHER_CTX_new()};
};

struct OpensslGalois128 : OpensslGalois {
  static constexpr std::size_t key_size = 16;
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_GCM_128;
  static constexpr const char* description = "AES-128-GCM, OpenSSL";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_gcm_128_answer;
  bool set_key(const std::uint8_t* key) { return OpensslGalois::set_key(EVP_aes_128_gcm(), key); }
};

struct OpensslGalois256 : OpensslGalois {
  static constexpr std::size_t key_size = 32;
  static constexpr srtp_cipher_type_id_t id = SRTP_AES_GCM_256;
  static constexpr const char* description = "AES-256-GCM, OpenSSL";
  static constexpr const srtp_cipher_test_case_t* answer = &aes_gcm_256_answer;
  bool set_key(const std::uint8_t* key) { return OpensslGalois::set_key(EVP_aes_256_gcm(), key); }
};

constexpr CipherTypes types{&CounterModeCipher<OpensslCounter128>::type, &CounterModeCipher<OpensslCounter256>::type,
                            &GaloisModeCipher<OpensslGalois128>::type, &GaloisModeCipher<OpensslGalois256>::type};

}  // namespace

const CipherTypes& openssl_ciphers() { return types; }

}  // namespace trunkgate::media
