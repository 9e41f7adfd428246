// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "media/control.h"
#include "proxy/config/config.h"
#include "proxy/flow.h"
#include "proxy/record/call_record.h"

namespace trunkgate::proxy {

/// One line of the log, as values; the edge formats and writes it. `call_id` is the inside Call-ID, empty when there is
/// no call. Never holds a secret.
struct LogEvent {
  LogLevel level = LogLevel::info;
  std::string_view event;  ///< stable name, e.g. "call.refused"
  std::string_view call_id;
  std::string_view peer;  ///< name of the peer or zone concerned
  std::string_view text;  ///< one sentence: what, where, what to do
};

/// What the core asks of the world. Implemented by the edge's worker and by tests. The core calls these while it
/// handles an input; an implementation never calls back into the core from here. Arguments are borrowed for the call.
class Output {
 public:
  virtual ~Output() = default;
  virtual void send(const Flow& flow, std::span<const char> bytes) = 0;
  virtual void close(const Flow& connection) = 0;
  /// False: the anchor cannot take it now; the core answers 503.
  [[nodiscard]] virtual bool ask_media(const media::Command& command) = 0;
  virtual void log(const LogEvent& event) = 0;
  /// A call is over. Whoever keeps no records need not listen.
  virtual void record(const CallRecord&) {}
};

}  // namespace trunkgate::proxy
