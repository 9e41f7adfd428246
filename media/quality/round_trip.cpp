// SPDX-License-Identifier: Apache-2.0
#include "media/quality/round_trip.h"

#include <algorithm>
#include <chrono>

namespace trunkgate::media {

namespace {

using std::chrono::microseconds;

// Longer is no round trip that anybody talks over, but a report that lies.
constexpr std::chrono::seconds round_trip_max{10};

microseconds of_report_units(std::uint32_t delay) {
  return microseconds{static_cast<std::int64_t>(std::uint64_t{delay} * 1'000'000U >> 16)};
}

}  // namespace

void RoundTrip::on_sent(Instant now, std::uint32_t ntp_middle) {
  if (ntp_middle == 0) return;  // an LSR of 0 means that none has come
  passed_[1] = passed_[0];
  passed_[0] = {now, ntp_middle};
}

void RoundTrip::on_report(Instant now, const ReportBlock& block) {
  if (block.last_report == 0) return;
  const auto found = std::ranges::find(passed_, block.last_report, &Passed::ntp_middle);
  if (found == passed_.end()) return;
  const auto gone = std::chrono::duration_cast<microseconds>(now - found->at);
  const auto trip = gone - of_report_units(block.delay);
  if (trip > round_trip_max || trip < -std::chrono::milliseconds{100}) return;
  // A trip shorter than the clocks' grain may come out below 0.
  last_us_ = static_cast<std::uint32_t>(std::max<std::int64_t>(trip.count(), 1));
}

}  // namespace trunkgate::media
