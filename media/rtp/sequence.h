// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "media/instant.h"

namespace trunkgate::media {

/// What one direction of one stream lost and how unevenly it came: RFC 3550 A.1 (extended sequence), A.3 (loss) and
/// A.8 (jitter), kept for the current SSRC and summed over those before it. Fixed size, no failure.
class Reception {
 public:
  /// One believed RTP packet. `clock_rate` in Hz, from the payload format; not 0.
  void on_packet(Instant now, std::uint32_t ssrc, std::uint16_t sequence, std::uint32_t timestamp,
                 std::uint32_t clock_rate);

  /// Packets expected and not received; late and doubled ones cannot make it negative.
  [[nodiscard]] std::uint64_t lost() const { return lost_before_ + lost_now(); }
  [[nodiscard]] std::uint32_t jitter_us() const;

 private:
  void restart(std::uint32_t ssrc, std::uint16_t sequence);
  void on_sequence(std::uint16_t sequence);
  void on_transit(Instant now, std::uint32_t timestamp, std::uint32_t clock_rate);
  [[nodiscard]] std::uint64_t lost_now() const;

  std::uint64_t lost_before_ = 0;  // of earlier SSRCs and before a restart
  std::uint64_t received_ = 0;     // of this SSRC
  std::uint64_t highest_ = 0;      // extended, of this SSRC
  std::uint64_t base_ = 0;         // extended, first of this SSRC
  std::uint32_t ssrc_ = 0;
  std::uint32_t expected_after_jump_ = no_jump;
  std::uint32_t transit_ = 0;  // arrival minus RTP timestamp, in clock_rate units, modulo 2^32
  std::uint32_t timestamp_ = 0;
  std::uint32_t jitter_ = 0;  // scaled by 16, as in A.8
  std::uint32_t clock_rate_ = 8000;
  bool started_ = false;
  bool has_transit_ = false;

  static constexpr std::uint32_t no_jump = 0x10000;  // no 16-bit sequence number equals it
};

}  // namespace trunkgate::media
