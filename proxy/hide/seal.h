// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "proxy/hide/key_ring.h"

namespace trunkgate::proxy {

/// What a token stands for. Part of the associated data: a tag does not open as a Call-ID.
enum class SealKind : std::uint8_t { call_id = 1, tag = 2, branch = 3, contact = 4 };

enum class OpenError : std::uint8_t {
  none,
  not_a_token,  ///< not base64url, too short, or not the one way to write these bytes: somebody else's identifier
  too_long,     ///< longer than any token of ours, or the plain text does not fit
  unknown_key,  ///< its key is not in the ring: forged, or sealed before the last but one rotation
  forged,       ///< the authentication failed: changed, of another kind, or shown in another zone
};

struct OpenResult {
  OpenError error = OpenError::not_a_token;
  std::string_view plain;  ///< lies in the caller's buffer

  explicit operator bool() const { return error == OpenError::none; }
};

/// Identifiers under deterministic authenticated encryption: AES-SIV (RFC 5297) with 128-bit keys. The same text always
/// gives the same token, so the mapping needs no table. A token is base64url without padding of: key id (1 byte),
/// synthetic IV (16), cipher text. Associated data: key id, kind, and the zone that the token is shown to.
/// No heap per call. An object belongs to one thread: give each worker its own, from the same ring.
class Sealer {
 public:
  static constexpr std::size_t plain_size_max = 512;
  static constexpr std::size_t overhead = 17;
  /// Characters of the token of `plain_size` bytes.
  static constexpr std::size_t token_size(std::size_t plain_size) { return ((plain_size + overhead) * 4 + 2) / 3; }
  static constexpr std::size_t token_size_max = ((plain_size_max + overhead) * 4 + 2) / 3;

  /// `keys` must not be empty. Aborts when OpenSSL has no AES.
  explicit Sealer(const KeyRing& keys);
  ~Sealer();
  Sealer(Sealer&&) noexcept;
  Sealer& operator=(Sealer&&) noexcept;

  /// Writes the token of `plain` for the zone with index `shown_to`. Characters written; 0 when `plain` is longer than
  /// plain_size_max or the token than `out`.
  [[nodiscard]] std::size_t seal(SealKind kind, std::uint8_t shown_to, std::string_view plain,
                                 std::span<char> out) const;
  /// The reverse, for a token that came in from the zone `shown_to`. `out` needs plain_size_max bytes to be always
  /// enough.
  [[nodiscard]] OpenResult open(SealKind kind, std::uint8_t shown_to, std::string_view token,
                                std::span<char> out) const;
  /// Bounds of length, alphabet and key id are those of a token, whole or cut short. Cheap, proves nothing: open()
  /// does.
  [[nodiscard]] bool looks_sealed(std::string_view token) const;

 private:
  class Cipher;

  std::vector<Cipher> ciphers_;                // in the order of the ring
  std::array<std::uint8_t, 256> cipher_of_{};  // key id to position + 1
};

}  // namespace trunkgate::proxy
