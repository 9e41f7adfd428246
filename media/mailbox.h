// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/bounded_queue.h"
#include "media/control.h"

namespace trunkgate::media {

/// The events of one proxy worker: any thread of the anchor pushes, that proxy worker pops.
class Mailbox {
 public:
  /// Throws std::system_error when the process may not open another descriptor.
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  [[nodiscard]] bool push(const Event& event);
  [[nodiscard]] bool pop(Event& event);
  [[nodiscard]] int ready() const { return ready_; }

 private:
  BoundedQueue<Event> events_;
  int ready_;
};

}  // namespace trunkgate::media
