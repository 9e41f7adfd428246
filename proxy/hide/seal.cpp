// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/seal.h"

#include <algorithm>
#include <cstdlib>

#include "proxy/hide/aes_siv.h"
#include "proxy/hide/base64url.h"

namespace trunkgate::proxy {
namespace {

constexpr std::size_t iv_size = sizeof(AesSiv::Block);
constexpr std::size_t iv_at = 1;  // after the key id
static_assert(Sealer::overhead == iv_at + iv_size);
using Sealed = std::array<std::uint8_t, Sealer::plain_size_max + Sealer::overhead>;

std::array<std::uint8_t, 3> associated_data(std::uint8_t key_id, SealKind kind, std::uint8_t shown_to) {
  return {key_id, static_cast<std::uint8_t>(kind), shown_to};
}

}  // namespace

class Sealer::Cipher {
 public:
  explicit Cipher(const SealingKey& key) : id(key.id()), siv(key.bytes()) {}

  std::uint8_t id;
  AesSiv siv;
};

Sealer::Sealer(const KeyRing& keys) {
  if (keys.empty()) std::abort();
  ciphers_.reserve(keys.keys().size());
  for (const auto& key : keys.keys()) {
    ciphers_.emplace_back(key);
    cipher_of_[key.id()] = static_cast<std::uint8_t>(ciphers_.size());
  }
}

Sealer::~Sealer() = default;
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;

std::size_t Sealer::seal(SealKind kind, std::uint8_t shown_to, std::string_view plain, std::span<char> out) const {
  if (plain.size() > plain_size_max || token_size(plain.size()) > out.size()) return 0;
  const Cipher& cipher = ciphers_.front();
  Sealed sealed;
  const auto text = std::span(sealed).subspan(overhead, plain.size());
  std::copy(plain.begin(), plain.end(), text.begin());
  const auto iv = cipher.siv.seal(associated_data(cipher.id, kind, shown_to), text);
  sealed[0] = cipher.id;
  std::copy(iv.begin(), iv.end(), sealed.begin() + iv_at);
  return base64url_encode(std::span(sealed).first(overhead + plain.size()), out);
}

OpenResult Sealer::open(SealKind kind, std::uint8_t shown_to, std::string_view token, std::span<char> out) const {
  if (token.size() > token_size_max) return {OpenError::too_long, {}};
  Sealed sealed;
  const auto size = base64url_decode(token, sealed);
  if (!size || *size < overhead) return {OpenError::not_a_token, {}};
  if (*size - overhead > out.size()) return {OpenError::too_long, {}};
  const auto position = cipher_of_[sealed[0]];
  if (position == 0) return {OpenError::unknown_key, {}};
  const Cipher& cipher = ciphers_[position - 1u];
  AesSiv::Block iv;
  std::copy_n(sealed.begin() + iv_at, iv_size, iv.begin());
  const auto text = std::span(sealed).subspan(overhead, *size - overhead);
  if (!cipher.siv.open(associated_data(cipher.id, kind, shown_to), iv, text)) return {OpenError::forged, {}};
  std::copy(text.begin(), text.end(), out.begin());
  return {OpenError::none, {out.data(), text.size()}};
}

bool Sealer::looks_sealed(std::string_view token) const {
  if (token.size() < token_size(0) || token.size() > token_size_max) return false;
  std::array<std::uint8_t, 3> start;
  return base64url_decode(token.substr(0, 4), start) && cipher_of_[start[0]] != 0 && is_base64url(token.substr(4));
}

}  // namespace trunkgate::proxy
