// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "media/control.h"

namespace trunkgate::media {

/// An anchor with threads of its own, as a process of several proxy workers attaches to it: commands from any of them,
/// events over a queue for each.
class Attached : public Control {
 public:
  /// Starts the threads. Throws std::system_error when the machine has none left, or no descriptors.
  virtual void start() = 0;
  /// Ends the threads and closes all sockets. Idempotent; the destructor calls it.
  virtual void stop() = 0;

  /// Readable while events wait for this proxy worker; owned here. next_event() clears it when it finds none.
  [[nodiscard]] virtual int event_fd(std::uint8_t proxy_worker) const = 0;
  /// Takes the oldest event; false when there is none. Call until false. That proxy worker's thread only.
  [[nodiscard]] virtual bool next_event(std::uint8_t proxy_worker, Event& event) = 0;
};

}  // namespace trunkgate::media
