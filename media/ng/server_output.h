// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "media/ng/reply_cache.h"

namespace trunkgate::media::ng {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
struct LogEvent {
  LogLevel level = LogLevel::info;
  std::string_view event;  ///< stable name, e.g. "call.refused"
  std::string_view call_id;
  std::string_view text;
};

/// What the server asks of the world. Called while it handles an input; arguments are borrowed for the call.
class ServerOutput {
 public:
  virtual ~ServerOutput() = default;
  virtual void send(const Peer& peer, std::string_view datagram) = 0;
  virtual void log(const LogEvent& event) = 0;
};

}  // namespace trunkgate::media::ng
