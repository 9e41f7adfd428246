// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "media/control.h"
#include "media/ng/log_event.h"

namespace trunkgate::media::ng {

/// What the client asks of the world. Called while it handles an input; arguments are borrowed for the call.
class ClientOutput {
 public:
  virtual ~ClientOutput() = default;
  /// `anchor`: index into ClientSettings::anchors.
  virtual void send(std::size_t anchor, std::string_view datagram) = 0;
  virtual void deliver(std::uint8_t proxy_worker, const Event& event) = 0;
  virtual void log(const LogEvent& event) = 0;
};

}  // namespace trunkgate::media::ng
