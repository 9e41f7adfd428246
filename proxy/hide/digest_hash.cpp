// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/digest_hash.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace trunkgate::proxy {

bool openssl_hash(sip::HashAlgorithm algorithm, std::span<const std::string_view> parts, std::span<char> hex_out) {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  // One context per thread, used again: challenges come with every call.
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  const EVP_MD* digest = algorithm == sip::HashAlgorithm::md5 ? EVP_md5() : EVP_sha256();
  if (!context || EVP_DigestInit_ex(context.get(), digest, nullptr) != 1) return false;
  for (std::string_view part : parts)
    if (EVP_DigestUpdate(context.get(), part.data(), part.size()) != 1) return false;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context.get(), bytes.data(), &size) != 1 || hex_out.size() < size * 2) return false;
  constexpr std::string_view digits = "0123456789abcdef";
  for (unsigned int i = 0; i < size; ++i) {
    hex_out[2 * i] = digits[bytes[i] >> 4];
    hex_out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return true;
}

}  // namespace trunkgate::proxy
