// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/key.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <ostream>

namespace trunkgate::media {

MasterKey& MasterKey::operator=(const MasterKey& other) {
  if (this != &other) assign(other.bytes());
  return *this;
}

bool MasterKey::assign(std::span<const std::uint8_t> bytes) {
  wipe();
  if (bytes.size() > bytes_.size()) return false;
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  size_ = static_cast<std::uint8_t>(bytes.size());
  return true;
}

// OPENSSL_cleanse, because a compiler may drop a memset before the end of a lifetime.
void MasterKey::wipe() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
  size_ = 0;
}

bool MasterKey::operator==(const MasterKey& other) const {
  return size_ == other.size_ && CRYPTO_memcmp(bytes_.data(), other.bytes_.data(), size_) == 0;
}

std::ostream& operator<<(std::ostream& out, const MasterKey& key) {
  return out << "MasterKey(" << key.bytes().size() << " octets)";
}

}  // namespace trunkgate::media
