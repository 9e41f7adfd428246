// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "media/sdp/codec_list.h"
#include "media/sdp/description.h"
#include "media/sdp/stream_plan.h"

namespace trunkgate::media {

/// The one line of a body that is anchored, as heard: what its side wants, checked against the policy of its zone.
struct HeardLine {
  SidePlan plan;                 ///< `heard` and all that the line says; local_key is for the caller
  CodecList codecs;              ///< in the order of the line
  std::uint32_t crypto_tag = 0;  ///< of the chosen a=crypto line
  std::uint8_t index = 0;

  /// Forgets all but that line `at` was heard.
  void begin(std::size_t at);
  /// Address, port and direction. False when the line names several ports, or no address.
  [[nodiscard]] bool read_target(const Description& description, const MediaSection& section);
};

}  // namespace trunkgate::media
