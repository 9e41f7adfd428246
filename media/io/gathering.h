// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "media/instant.h"

namespace trunkgate::media {

/// Decides how long a busy reader lets packets gather before it reads again. To wake up costs more than to relay a
/// packet, so a worker with many calls saves more than half of its CPU by some hundred microseconds of delay, of which
/// audio notices nothing; one with few calls has little to save and reads at once. Pure: a machine fed with what every
/// round read.
class Gathering {
 public:
  /// A round that began at `now` has read `packets`.
  void on_round(Instant now, std::size_t packets);
  /// How long to wait before the next round, at most gathering_time_max; 0: not at all. Nobody waits who is behind.
  [[nodiscard]] Duration pause() const { return behind_ ? Duration{0} : pause_; }

 private:
  Instant window_begin_ = Instant::min();
  std::size_t packets_ = 0;  // since window_begin_
  Duration pause_{0};
  bool behind_ = false;  // the last round found far more than it had waited for
};

}  // namespace trunkgate::media
