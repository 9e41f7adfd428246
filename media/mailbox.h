// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/bounded_queue.h"
#include "media/control.h"
#include "media/io/bell.h"

namespace trunkgate::media {

/// The events of one proxy worker: any thread of the anchor pushes, that proxy worker pops.
class Mailbox {
 public:
  /// Throws std::system_error when the process may not open another descriptor.
  Mailbox();

  [[nodiscard]] bool push(const Event& event);
  [[nodiscard]] bool pop(Event& event);
  [[nodiscard]] int ready() const { return bell_.descriptor(); }

 private:
  BoundedQueue<Event> events_;
  Bell bell_;
};

}  // namespace trunkgate::media
