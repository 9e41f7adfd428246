// SPDX-License-Identifier: Apache-2.0
#include "media/quality/count_quality.h"

#include "metrics/counters.h"

namespace trunkgate::media {
namespace {

void count_direction(const DirectionStatistics& from, bool back_is_heard, ZoneIndex zone, metrics::Counters& counters) {
  if (from.never_heard() && back_is_heard) counters.add(metrics::Counter::media_one_way, {zone});
  if (from.score == 0) return;
  counters.observe(metrics::Histogram::rtp_mos, zone, from.score / 100.0);
  counters.observe(metrics::Histogram::rtp_jitter, zone, from.jitter_max_us / 1e6);
  counters.observe(metrics::Histogram::rtp_loss, zone, from.loss());
}

}  // namespace

void count_quality(const Statistics& statistics, ZoneIndex zone_a, ZoneIndex zone_b, metrics::Counters& counters) {
  count_direction(statistics.from_a, statistics.from_b.heard(), zone_a, counters);
  count_direction(statistics.from_b, statistics.from_a.heard(), zone_b, counters);
}

}  // namespace trunkgate::media
