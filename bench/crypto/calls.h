// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "media/session/packet.h"
#include "media/srtp/suite.h"
#include "metrics/counters.h"
#include "tests/media/support/house.h"

namespace trunkgate::bench {

enum class Way : std::uint8_t { inside_to_outside, outside_to_inside };

/// Calls set up in an anchor, plain inside and under `suite` (or plain) outside, and the packets that their parties
/// send next. Everything of the product that a packet passes but the sockets: flow, latch, SRTP, reception figures,
/// counters.
class Calls {
 public:
  static constexpr std::size_t batch_size = 64;

  Calls(std::size_t count, std::optional<media::Suite> suite, Way way);

  /// Makes the packets of the next 20 ms, of the calls in turn, and brings them into the cache, where the system call
  /// that has just read a packet leaves it.
  void prepare();
  /// The per-packet function, once for each prepared packet. Aborts when one is not relayed.
  void relay();
  [[nodiscard]] const std::array<media::Packet, batch_size>& packets() const { return packets_; }

 private:
  struct Call {
    media::Party sender;
    media::PortIndex port;
    std::uint16_t sequence;
  };
  void set_up(std::size_t number, std::optional<media::Suite> suite, Way way);

  metrics::Counters counters_;
  media::House house_;
  std::vector<Call> calls_;
  std::size_t next_ = 0;
  std::array<std::array<std::uint8_t, 256>, batch_size> buffers_{};
  std::array<media::Packet, batch_size> packets_;
  std::array<const Call*, batch_size> senders_{};
};

}  // namespace trunkgate::bench
