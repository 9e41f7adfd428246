// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "media/srtp/suite.h"

namespace trunkgate::media {

/// Octets that follow the MKI: HMAC suites put it before their tag (RFC 3711 §3.1, §3.4), GCM puts it last (RFC 7714
/// §8.1, §9.1), since its tag is part of the ciphertext.
[[nodiscard]] inline std::size_t tag_after_mki(Suite suite, bool rtcp) {
  if (suite == Suite::aead_aes_128_gcm || suite == Suite::aead_aes_256_gcm) return 0;
  const SuiteRow& row = suite_row(suite);
  return rtcp ? row.rtcp_tag_size : row.rtp_tag_size;
}

/// Takes the MKI out of a sealed packet, which leaves the packet as it would have been without one: no tag covers it.
/// One key per direction is all that we agree to, so its value says nothing. Returns the new size; packets too short
/// to hold an MKI stay as they are and fail authentication.
[[nodiscard]] inline std::size_t cut_mki(std::span<std::uint8_t> packet, std::size_t mki_size, std::size_t tag_size) {
  if (packet.size() < mki_size + tag_size) return packet.size();
  std::uint8_t* const tag = packet.data() + packet.size() - tag_size;
  std::memmove(tag - mki_size, tag, tag_size);
  return packet.size() - mki_size;
}

}  // namespace trunkgate::media
