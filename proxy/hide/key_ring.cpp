// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/key_ring.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdlib>

namespace trunkgate::proxy {

SealingKey::SealingKey(const Bytes& bytes) : bytes_(bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  if (EVP_Digest(bytes_.data(), bytes_.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1) std::abort();
  id_ = hash[0];
}

SealingKey::~SealingKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

KeyRing::AddError KeyRing::add(const SealingKey& key) {
  if (keys_.size() == key_count_max) return AddError::full;
  for (const auto& other : keys_) {
    if (other.id() != key.id()) continue;
    return other.bytes() == key.bytes() ? AddError::duplicate : AddError::id_clash;
  }
  keys_.push_back(key);
  return AddError::none;
}

}  // namespace trunkgate::proxy
