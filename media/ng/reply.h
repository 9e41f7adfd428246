// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "media/ng/value.h"

namespace trunkgate::media::ng {

/// `totals` of a reply to query or delete: what the anchor has relayed.
struct StreamTotals {
  std::int64_t packets = 0;
  std::int64_t bytes = 0;
  std::int64_t errors = 0;
};

/// What a server says. Views of the message that it was read from, or of whoever composes it.
struct Reply {
  enum class Result : std::uint8_t { ok, pong, error };

  Result result = Result::ok;
  std::string_view error_reason;
  std::string_view warning;
  std::string_view sdp;
  std::optional<StreamTotals> rtp;
  std::optional<StreamTotals> rtcp;
};

/// Peers match it word for word: Kamailio and OpenSIPS then try their next media server instead of giving up the call.
inline constexpr std::string_view session_limit_reason = "Parallel session limit reached";

/// What servers say of a call that they do not have; the second is rtpengine's too, without regard to case.
inline constexpr std::string_view not_found_reason = "no such call, or its tags are others";
inline constexpr std::string_view unknown_call_reason = "unknown call-id";

/// Clears `tree` and writes the reply's dictionary to it; the root may get further members.
Value compose_reply(const Reply& reply, Tree& tree);
/// Nothing when the dictionary has no `result` that we know.
[[nodiscard]] std::optional<Reply> read_reply(Value dictionary);

}  // namespace trunkgate::media::ng
