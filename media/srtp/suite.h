// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trunkgate::media {

/// The SRTP protection profiles that we speak, strongest habit of the trunking world first.
enum class Suite : std::uint8_t {
  aes_cm_128_hmac_sha1_80,  ///< RFC 4568 §6.2.1; the one that everybody has
  aes_cm_128_hmac_sha1_32,  ///< RFC 4568 §6.2.2; SRTCP keeps its 80-bit tag
  aes_256_cm_hmac_sha1_80,  ///< RFC 6188 §4
  aes_256_cm_hmac_sha1_32,  ///< RFC 6188 §4
  aead_aes_128_gcm,         ///< RFC 7714 §14.2
  aead_aes_256_gcm          ///< RFC 7714 §14.2
};

/// One row per suite; sizes in octets.
struct SuiteRow {
  Suite suite;
  std::string_view sdes_name;  ///< crypto-suite of a=crypto, RFC 4568 §9.1
  std::uint8_t key_size;
  std::uint8_t salt_size;
  std::uint8_t rtp_tag_size;
  std::uint8_t rtcp_tag_size;  ///< without the 4 octets of E bit and index that SRTCP adds (RFC 3711 §3.4)

  /// What `inline:` of a=crypto holds, before base64: key, then salt.
  [[nodiscard]] constexpr std::size_t master_size() const { return std::size_t{key_size} + salt_size; }
};

inline constexpr std::size_t master_size_max = 46;    ///< 256-bit key and 112-bit salt
inline constexpr std::size_t srtp_overhead_max = 20;  ///< most octets that protection adds: 16 of tag, 4 of SRTCP index

[[nodiscard]] std::span<const SuiteRow> suites();
[[nodiscard]] const SuiteRow& suite_row(Suite suite);

/// The suite that an SDP body names. Case is ignored: ABNF literals do not know it (RFC 5234 §2.3). None: not ours.
[[nodiscard]] std::optional<Suite> suite_from_name(std::string_view sdes_name);

}  // namespace trunkgate::media
