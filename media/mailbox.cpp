// SPDX-License-Identifier: Apache-2.0
#include "media/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "media/limits.h"

namespace trunkgate::media {

Mailbox::Mailbox() : events_(event_queue_size), ready_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (ready_ < 0) throw std::system_error(errno, std::generic_category(), "media events: eventfd");
}

Mailbox::~Mailbox() { ::close(ready_); }

bool Mailbox::push(const Event& event) {
  if (!events_.push(event)) return false;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(ready_, &one, sizeof one);  // full means: readable already
  return true;
}

bool Mailbox::pop(Event& event) {
  if (events_.pop(event)) return true;
  // Cleared before the second look: an event pushed in between makes it readable again, none is slept over.
  std::uint64_t times = 0;
  [[maybe_unused]] const auto cleared = read(ready_, &times, sizeof times);
  return events_.pop(event);
}

}  // namespace trunkgate::media
