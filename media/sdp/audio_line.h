// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "media/config.h"
#include "media/control.h"
#include "media/sdp/codec_list.h"
#include "media/sdp/description.h"
#include "media/sdp/stream_plan.h"
#include "media/sdp/suite_list.h"

namespace trunkgate::media {

/// An audio line as heard: what its side wants, checked against the policy of its zone.
struct AudioLine {
  SidePlan plan;                 ///< `heard` and all that the line says; local_key is for the caller
  CodecList codecs;              ///< in the order of the line
  std::uint32_t crypto_tag = 0;  ///< of the chosen a=crypto line
  std::uint8_t index = 0;
};

/// Reads line `index` of an offer into `audio`. none: it can be anchored; else why not: no_audio (not audio, port 0,
/// several ports, a transport or formats that we do not relay, no address), or what its SRTP lacks.
[[nodiscard]] Refusal read_offered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                                         const SuiteList& suites, AudioLine& audio);

/// The same for an answer to our offer; `suites` are those that we offered. A line with port 0 is read as not enabled.
[[nodiscard]] Refusal read_answered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                                          const SuiteList& suites, AudioLine& audio);

/// The audio line of an offer to anchor: `preferred` if it can be, else the first that can. Of RTP/SAVP and RTP/AVP
/// alternatives on two lines exactly one is taken so. When none can: the refusal of the first audio line with a port.
[[nodiscard]] Refusal choose_audio(const Description& description, std::size_t preferred, SrtpPolicy policy,
                                   const SuiteList& suites, AudioLine& audio);

}  // namespace trunkgate::media
