// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "media/config.h"
#include "media/control.h"
#include "media/sdp/description.h"
#include "media/sdp/heard_line.h"
#include "media/sdp/suite_list.h"

namespace trunkgate::media {

/// Reads line `index` of an offer into `audio`. none: it can be anchored; else why not: no_audio (not audio, port 0,
/// several ports, a transport or formats that we do not relay, no address), or what its SRTP lacks.
[[nodiscard]] Refusal read_offered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                                         const SuiteList& suites, HeardLine& audio);

/// The same for an answer to our offer; `suites` are those that we offered. A line with port 0 is read as not enabled.
[[nodiscard]] Refusal read_answered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                                          const SuiteList& suites, HeardLine& audio);

/// The audio line of an offer to anchor: `preferred` if it can be, else the first that can. Of RTP/SAVP and RTP/AVP
/// alternatives on two lines exactly one is taken so. When none can: the refusal of the first audio line with a port.
[[nodiscard]] Refusal choose_audio(const Description& description, std::size_t preferred, SrtpPolicy policy,
                                   const SuiteList& suites, HeardLine& audio);

}  // namespace trunkgate::media
