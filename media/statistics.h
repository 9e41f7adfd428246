// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "media/address.h"

namespace trunkgate::media {

/// The figures of one session, as query and remove of control.h give them. Plain values of fixed size.

/// What one interval of a few seconds was like.
struct ScoreSample {
  std::uint16_t score = 0;  ///< mean opinion score by the E-model (ITU-T G.107), times 100; 0: not known
  std::uint16_t loss_permille = 0;
  std::uint32_t jitter_us = 0;
  std::uint32_t round_trip_us = 0;  ///< between the two parties
  std::uint32_t at_s = 0;           ///< when it ended, in seconds since the session began
};

/// Of one direction: `from side X` means packets that X sent to us and what became of them. RTP, or
/// UDPTL in its place; of that, packets, octets and drops alone.
struct DirectionStatistics {
  std::uint64_t packets = 0;  ///< believed and relayed
  std::uint64_t octets = 0;
  std::uint64_t expected = 0;    ///< by the sequence numbers, RFC 3550 A.3
  std::uint64_t lost = 0;        ///< of these, gaps
  std::uint64_t reordered = 0;   ///< came behind a later one
  std::uint64_t duplicates = 0;  ///< came before
  std::uint64_t dropped = 0;     ///< not relayed, any reason; RTCP too
  std::uint64_t srtp_failures = 0;
  std::uint32_t jitter_us = 0;  ///< RFC 3550 A.8, at the end
  std::uint32_t jitter_max_us = 0;
  std::uint32_t round_trip_us = 0;       ///< between us and X, by RTCP (RFC 3550 §6.4.1); 0: not known
  std::uint32_t reported_lost = 0;       ///< by X, of what it was sent
  std::uint32_t reported_jitter_us = 0;  ///< likewise
  std::uint32_t events = 0;              ///< digits as telephone-events, RFC 4733
  std::uint32_t silence_ms = 0;          ///< nothing came although X may send, while the other direction flowed
  std::uint32_t ssrc = 0;                ///< of the last packet
  std::uint32_t last_packet_s = 0;       ///< when that came, in seconds since the session began
  std::string_view codec;                ///< of the last speech: "G.711"; of fax: "T.38"; before: empty. Static storage
  Endpoint local;                        ///< our port towards X
  Endpoint remote;                       ///< where we send to; port 0: nowhere yet

  std::uint16_t score = 0;   ///< average of the intervals, as ScoreSample::score
  std::uint32_t scores = 0;  ///< how many
  ScoreSample lowest;
  ScoreSample highest;
  std::uint16_t loss_permille = 0;  ///< by the reports of the far side, where the anchor has not counted() itself

  /// By an anchor that looks at sequence numbers and times: what is 0 is not there. Another one (rtpengine) tells of
  /// packets, octets and dropped; where there is a score also of jitter and loss; all else is unknown.
  [[nodiscard]] bool counted() const { return expected > 0 || packets == 0; }
  [[nodiscard]] bool loss_known() const { return counted() || score > 0; }  ///< and jitter
  /// Share of the packets, 0 to 1.
  [[nodiscard]] double loss() const {
    return expected == 0 ? loss_permille / 1000.0 : static_cast<double>(lost) / static_cast<double>(expected);
  }
  /// By an anchor of ours, or by one that tells packets alone.
  [[nodiscard]] bool heard() const { return expected > 0 || packets > 0; }
  /// Not one packet, though it was waited for.
  [[nodiscard]] bool never_heard() const { return !heard() && silence_ms > 0; }
};

struct Statistics {
  DirectionStatistics from_a;
  DirectionStatistics from_b;
  /// Nothing was ever heard from one side that might have spoken, while the other did: what a caller calls one-way
  /// audio. So is early media before a phone is taken off its hook.
  [[nodiscard]] bool one_way() const {
    return (from_a.never_heard() && from_b.heard()) || (from_b.never_heard() && from_a.heard());
  }
};

}  // namespace trunkgate::media
