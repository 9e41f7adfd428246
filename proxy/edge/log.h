// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "proxy/config/config.h"
#include "proxy/core/output.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

/// The process's log: one line per event on standard output, as JSON or as text. Lines are written by a thread of
/// their own from a bounded queue whose oldest line gives way, so a slow reader never holds up a call. Thread-safe.
class Log {
 public:
  Log(LogFormat format, LogLevel level);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Within the limits of LogLimit.
  void write(sip::Instant now, const LogEvent& event);
  /// The same, with a text that is composed only when the line is written: for what a stranger can cause at will.
  template <class Compose>
  void write_lazily(sip::Instant now, LogEvent event, Compose&& compose) {
    if (!allowed(now, event)) return;
    const std::string text = compose();
    event.text = text;
    write_always(event);
  }
  /// Without limit: start, stop, reload.
  void write_always(const LogEvent& event);
  /// Reports what was withheld in windows that have passed. Call about once a second.
  void tick(sip::Instant now);

  void set_level(LogLevel level);
  /// Lines withheld so far.
  [[nodiscard]] std::uint64_t suppressed() const;
  void flush();

 private:
  [[nodiscard]] bool allowed(sip::Instant now, const LogEvent& event);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::proxy
