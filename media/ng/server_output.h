// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/ng/log_event.h"
#include "media/ng/reply_cache.h"

namespace trunkgate::media::ng {

/// What the server asks of the world. Called while it handles an input; arguments are borrowed for the call.
class ServerOutput {
 public:
  virtual ~ServerOutput() = default;
  virtual void send(const Peer& peer, std::string_view datagram) = 0;
  virtual void log(const LogEvent& event) = 0;
};

}  // namespace trunkgate::media::ng
