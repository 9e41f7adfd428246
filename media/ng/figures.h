// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "media/control.h"
#include "media/ng/reply.h"
#include "media/ng/request.h"
#include "media/ng/value.h"

namespace trunkgate::media::ng {

/// What a reply to query or delete says of one dialogue.
struct DialogueFigures {
  SessionId session = 0;
  std::string tag_a;
  std::string tag_b;         ///< empty before the first answer
  std::int64_t created = 0;  ///< seconds since 1970, like last_signal
  std::int64_t last_signal = 0;
  Statistics statistics;
};

/// Sum over dialogues and both directions. What was dropped counts as errors. RTCP is not counted.
[[nodiscard]] StreamTotals totals_of(const std::vector<DialogueFigures>& dialogues);
/// `created`, `last signal`, `tags` with their streams, and `SSRC` with the scores. Texts are views of `dialogues`.
void add_figures(const std::vector<DialogueFigures>& dialogues, Value root, Tree& tree);

/// What `statistics` replies.
struct ServerFigures {
  std::array<std::uint64_t, static_cast<std::size_t>(Verb::count_)> commands{};  ///< by Verb, repeated ones not counted
  std::uint64_t errors = 0;                                                      ///< replies with `result: error`
  std::uint64_t sessions = 0;                                                    ///< set up so far
  std::uint64_t rejected = 0;                                                    ///< of new calls
  std::uint64_t timeouts = 0;  ///< ended because both sides were silent
  std::uint64_t ended = 0;     ///< by delete
  std::int64_t uptime_seconds = 0;
  std::uint64_t sessions_now = 0;
};
void add_server_figures(const ServerFigures& figures, Value root, Tree& tree);

}  // namespace trunkgate::media::ng
