// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/control.h"
#include "media/ng/value.h"

namespace trunkgate::media::ng {

/// The client's half of figures.h: what an anchor says of one session in its reply to query or delete.
///
/// Ours measures what comes in, so its figures are taken as they are. rtpengine counts packets; loss, jitter and score
/// it has from the RTCP of whoever received them, and lists them under the SSRC that the *receiver* sends with. What a
/// party reports is therefore about what the other one sent, over the whole way; without RTCP it stays unknown, and so
/// does whatever cannot be true (limits.h).
struct SessionFigures {
  Statistics statistics;
  bool watched = false;  ///< the anchor looks out for silence itself, as ours does
};
[[nodiscard]] SessionFigures read_figures(Value reply, std::string_view tag_a, std::string_view tag_b);

}  // namespace trunkgate::media::ng
