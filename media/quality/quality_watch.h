// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "media/statistics.h"
#include "media/instant.h"
#include "media/rtp/payload_kind.h"
#include "media/rtp/sequence.h"

namespace trunkgate::media {

/// How long one score looks at. About the interval of RTCP reports (RFC 3550 §6.2).
inline constexpr std::chrono::seconds score_interval{5};
/// Packets that must be expected in that time; with fewer one lost packet would decide it.
inline constexpr std::uint64_t score_packets_min = 50;

/// Looks at one direction about once a second, apart from the packets: gives each interval a score, and sums up the
/// time in which nothing came while the other direction flowed. Fixed size however long the call is.
class QualityWatch {
 public:
  /// What is known of the direction now.
  struct Look {
    const Reception& reception;
    PayloadKind codec = PayloadKind::other;
    std::uint32_t round_trip_us = 0;  ///< between the two parties, all the way
  };

  /// Whether packets have come since the last step().
  [[nodiscard]] bool flows(const Reception& reception) const { return reception.expected() != stepped_expected_; }
  /// `silent`: the direction may send and did not, while the other flows. `begun`: when the session began.
  void step(Instant now, Instant begun, const Look& look, bool silent);
  /// Fills in the scores and the silence, the interval under way included.
  void fill_in(const Look& look, DirectionStatistics& statistics) const;

 private:
  /// Nothing (score 0) when too little came in the interval under way.
  [[nodiscard]] ScoreSample judge(const Look& look) const;
  void keep(const ScoreSample& sample);

  Instant last_step_ = Instant::min();
  Instant interval_end_ = Instant::min();
  std::uint64_t stepped_expected_ = 0;
  std::uint64_t interval_expected_ = 0;  // both as they were when the interval began
  std::uint64_t interval_lost_ = 0;
  std::uint64_t score_sum_ = 0;
  std::uint32_t scores_ = 0;
  ScoreSample lowest_;
  ScoreSample highest_;
  std::chrono::milliseconds silence_{0};
};

}  // namespace trunkgate::media
