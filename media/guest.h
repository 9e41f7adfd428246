// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/control.h"
#include "media/instant.h"

namespace trunkgate::media {

/// Who speaks for proxy worker 0 on the first media worker's own thread: to hand a command from thread to thread and
/// its event back costs several times what the anchor does with it.
class Guest {
 public:
  virtual ~Guest() = default;
  /// A descriptor that Embedded::watch() was given is readable, and is told of again until it has been read.
  virtual void on_readable(Instant now, int descriptor) = 0;
  /// May post() commands.
  virtual void on_event(const Event& event) = 0;
  /// After each batch of packets and each wake-up. Returns when it wants to be called again at the latest.
  [[nodiscard]] virtual Instant on_turn(Instant now) = 0;
};

}  // namespace trunkgate::media
