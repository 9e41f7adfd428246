// SPDX-License-Identifier: Apache-2.0
#include "media/session/timeout.h"

#include <algorithm>

#include "media/limits.h"

namespace trunkgate::media {

void SilenceWatch::on_agreed(Instant now, bool held) {
  held_ = held;
  since_ = now;
}

bool SilenceWatch::is_due(Instant now, Instant last_packet) {
  if (since_ == Instant::max()) return false;
  const Instant quiet_since = std::max(since_, last_packet);
  if (now - quiet_since < (held_ ? Duration{held_timeout} : timeout_)) return false;
  since_ = now;
  return true;
}

}  // namespace trunkgate::media
