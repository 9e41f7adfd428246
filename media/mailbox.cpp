// SPDX-License-Identifier: Apache-2.0
#include "media/mailbox.h"

#include "media/limits.h"

namespace trunkgate::media {

Mailbox::Mailbox() : events_(event_queue_size) {}

bool Mailbox::push(const Event& event) {
  if (!events_.push(event)) return false;
  bell_.ring();
  return true;
}

bool Mailbox::pop(Event& event) {
  if (events_.pop(event)) return true;
  bell_.hush();
  return events_.pop(event);
}

}  // namespace trunkgate::media
