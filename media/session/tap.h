// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "media/address.h"
#include "media/instant.h"

namespace trunkgate::media {

/// Who is shown the packets of a session in the clear, as they come in and as they leave. Called by the session's
/// worker; must not block or throw.
class PacketTap {
 public:
  virtual ~PacketTap() = default;
  virtual void on_packet(Instant now, const Endpoint& from, const Endpoint& to,
                         std::span<const std::uint8_t> packet) = 0;
  /// The session has ended, or is shown to somebody else now.
  virtual void on_end() = 0;
};

}  // namespace trunkgate::media
