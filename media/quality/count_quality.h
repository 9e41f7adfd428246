// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/control.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media {

/// What a session that has ended was like, into the histograms of its two zones. A direction without a score is not in
/// them: nothing is known of it, or too little was sent.
void count_quality(const Statistics& statistics, ZoneIndex zone_a, ZoneIndex zone_b, metrics::Counters& counters);

}  // namespace trunkgate::media
