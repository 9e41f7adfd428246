// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "media/instant.h"
#include "media/rtp/rtcp_report.h"

namespace trunkgate::media {

/// The round trip between us and one side, RFC 3550 §6.4.1: a sender report passes us on its way to the side, and comes
/// back quoted in one of the side's report blocks. Neither clock needs to be right.
class RoundTrip {
 public:
  /// A sender report goes to the side now.
  void on_sent(Instant now, std::uint32_t ntp_middle);
  /// The side reports. Nothing is learned from a block that quotes no report that passed lately.
  void on_report(Instant now, const ReportBlock& block);

  /// The last one; 0: none was measured.
  [[nodiscard]] std::uint32_t last_us() const { return last_us_; }

 private:
  struct Passed {
    Instant at;
    std::uint32_t ntp_middle = 0;
  };
  // The side may answer to the last report but one while the last is still under way to it.
  std::array<Passed, 2> passed_{};
  std::uint32_t last_us_ = 0;
};

}  // namespace trunkgate::media
