// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "media/rtp/payload_kind.h"

namespace trunkgate::media {

/// What one direction of a call was like for so long as it was looked at.
struct Impairment {
  PayloadKind codec = PayloadKind::other;
  double loss = 0;  ///< share of the packets, 0 to 1
  std::chrono::microseconds jitter{0};
  std::chrono::microseconds network_delay{0};  ///< one way; 0 when no RTCP told it
};

/// The estimated mean opinion score times 100, from 100 to 441: the E-model of ITU-T G.107 with its default values, so
/// R = 93.2 - Id - Ie,eff, with random loss and without echo. All codecs are put on the scale of narrow-band telephony,
/// so that calls compare: G.722 and Opus reach what G.711 does.
[[nodiscard]] std::uint16_t mean_opinion_score(const Impairment& impairment);

}  // namespace trunkgate::media
