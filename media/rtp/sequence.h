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
  /// The stream carries something else for a while: how long that took is no jitter (A.8).
  void pause() { has_transit_ = false; }

  [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }
  /// Sequence numbers from the first to the highest.
  [[nodiscard]] std::uint64_t expected() const { return expected_before_ + expected_now(); }
  /// Packets expected and not received. One that comes twice fills no gap of another.
  [[nodiscard]] std::uint64_t lost() const { return lost_before_ + lost_now(); }
  /// Packets that came after one with a higher number.
  [[nodiscard]] std::uint64_t reordered() const { return reordered_; }
  /// Packets whose number had come before, as far as `window_size` numbers back.
  [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }
  [[nodiscard]] std::uint32_t jitter_us() const { return in_microseconds(jitter_); }
  [[nodiscard]] std::uint32_t jitter_max_us() const { return in_microseconds(jitter_max_); }

 private:
  void restart(std::uint32_t ssrc, std::uint16_t sequence);
  void on_sequence(std::uint16_t sequence);
  void on_late(std::uint16_t behind);
  void on_transit(Instant now, std::uint32_t timestamp, std::uint32_t clock_rate);
  [[nodiscard]] std::uint64_t expected_now() const { return started_ ? highest_ - base_ + 1 : 0; }
  [[nodiscard]] std::uint64_t lost_now() const;
  [[nodiscard]] std::uint32_t in_microseconds(std::uint32_t jitter) const;

  std::uint64_t expected_before_ = 0;  // of earlier SSRCs and before a restart
  std::uint64_t lost_before_ = 0;
  std::uint64_t received_ = 0;  // of this SSRC, each number once
  std::uint64_t highest_ = 0;   // extended, of this SSRC
  std::uint64_t base_ = 0;      // extended, first of this SSRC
  std::uint64_t window_ = 0;    // bit n: the number n below the highest has come
  std::uint64_t reordered_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint32_t ssrc_ = 0;
  std::uint32_t expected_after_jump_ = no_jump;
  std::uint32_t transit_ = 0;  // arrival minus RTP timestamp, in clock_rate units, modulo 2^32
  std::uint32_t timestamp_ = 0;
  std::uint32_t jitter_ = 0;  // scaled by 16, as in A.8
  std::uint32_t jitter_max_ = 0;
  std::uint32_t clock_rate_ = 8000;
  bool started_ = false;
  bool has_transit_ = false;

  static constexpr std::uint32_t no_jump = 0x10000;  // no 16-bit sequence number equals it
  static constexpr unsigned window_size = 64;
};

}  // namespace trunkgate::media
