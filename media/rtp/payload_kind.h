// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trunkgate::media {

/// What a payload type carries, as far as it matters to judge the quality of a stream.
enum class PayloadKind : std::uint8_t {
  other,
  g711,
  g722,
  g729,
  opus,
  gsm,
  g723,
  ilbc,
  comfort_noise,   ///< RFC 3389; this and the next are no speech
  telephone_event  ///< RFC 4733
};

[[nodiscard]] constexpr bool is_speech(PayloadKind kind) { return kind < PayloadKind::comfort_noise; }

/// By the encoding name of an rtpmap (RFC 8866 §6.6) or of RFC 3551 table 4; case does not matter.
[[nodiscard]] PayloadKind payload_kind(std::string_view encoding);
/// As an operator writes it: "G.711". Static storage.
[[nodiscard]] std::string_view name_of(PayloadKind kind);

}  // namespace trunkgate::media
