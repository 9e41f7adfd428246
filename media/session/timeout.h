// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/instant.h"

namespace trunkgate::media {

/// When a session counts as silent. Watching begins with the first answer; what is on hold in both directions is
/// allowed held_timeout. Reported once per period for as long as the silence lasts, because the owner may not want the
/// first report (a phone that rings for a minute after a 183).
class SilenceWatch {
 public:
  explicit SilenceWatch(Duration timeout) : timeout_(timeout) {}

  /// An offer or answer was agreed on.
  void on_agreed(Instant now, bool held);
  /// `last_packet`: the newest believed packet of either side; Instant::min() when there is none. True: report it.
  [[nodiscard]] bool is_due(Instant now, Instant last_packet);

 private:
  Duration timeout_;
  Instant since_ = Instant::max();  // silence is counted from here or from the last packet
  bool held_ = false;
};

}  // namespace trunkgate::media
