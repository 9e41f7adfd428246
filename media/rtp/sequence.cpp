// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/sequence.h"

#include <algorithm>

namespace trunkgate::media {

namespace {

constexpr std::uint16_t dropout_max = 3000;           // RFC 3550 A.1, MAX_DROPOUT
constexpr std::uint16_t misorder_max = 100;           // MAX_MISORDER
constexpr std::int64_t transit_change_max = 1 << 26;  // a hostile timestamp must not wrap the scaled jitter

}  // namespace

void Reception::on_packet(Instant now, std::uint32_t ssrc, std::uint16_t sequence, std::uint32_t timestamp,
                          std::uint32_t clock_rate) {
  if (!started_ || ssrc != ssrc_) {
    restart(ssrc, sequence);
  } else {
    on_sequence(sequence);
  }
  on_transit(now, timestamp, clock_rate);
}

void Reception::restart(std::uint32_t ssrc, std::uint16_t sequence) {
  lost_before_ += lost_now();
  expected_before_ += expected_now();
  started_ = true;
  has_transit_ = false;
  ssrc_ = ssrc;
  base_ = highest_ = sequence;
  window_ = 1;
  received_ = 1;
  expected_after_jump_ = no_jump;
}

void Reception::on_sequence(std::uint16_t sequence) {
  const auto ahead = static_cast<std::uint16_t>(sequence - static_cast<std::uint16_t>(highest_));
  if (ahead != 0 && ahead < dropout_max) {
    highest_ += ahead;
    window_ = ahead < window_size ? window_ << ahead | 1U : 1U;
    ++received_;
  } else if (ahead == 0 || ahead > 0xffff - misorder_max) {
    on_late(static_cast<std::uint16_t>(-ahead));
  } else if (sequence == expected_after_jump_) {
    // A.1: a jump is believed when two packets in a row agree on it; the other side may have restarted without a word.
    return restart(ssrc_, sequence);
  } else {
    expected_after_jump_ = static_cast<std::uint16_t>(sequence + 1);
    return;
  }
  expected_after_jump_ = no_jump;
}

void Reception::on_late(std::uint16_t behind) {
  const std::uint64_t bit = behind < window_size ? std::uint64_t{1} << behind : 0;
  if ((window_ & bit) != 0) {
    ++duplicates_;
    return;
  }
  window_ |= bit;
  ++reordered_;
  ++received_;
}

void Reception::on_transit(Instant now, std::uint32_t timestamp, std::uint32_t clock_rate) {
  const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const auto arrival = static_cast<std::uint32_t>(static_cast<std::uint64_t>(now_us) * clock_rate / 1'000'000U);
  const std::uint32_t transit = arrival - timestamp;
  // Packets of one telephone-event share a timestamp (RFC 4733 §2.5.1.2) and say nothing about the network.
  const bool same_instant = has_transit_ && timestamp == timestamp_;
  if (has_transit_ && !same_instant && clock_rate == clock_rate_) {
    const std::int64_t difference = static_cast<std::int32_t>(transit - transit_);
    const auto d = static_cast<std::uint32_t>(std::min(difference < 0 ? -difference : difference, transit_change_max));
    jitter_ += d - ((jitter_ + 8) >> 4);
    jitter_max_ = std::max(jitter_max_, jitter_);
  }
  if (same_instant) return;
  has_transit_ = true;
  transit_ = transit;
  timestamp_ = timestamp;
  clock_rate_ = clock_rate;
}

std::uint64_t Reception::lost_now() const {
  // What came late from before the first packet counts as received, and must not make loss negative.
  return expected_now() - std::min(expected_now(), received_);
}

std::uint32_t Reception::in_microseconds(std::uint32_t jitter) const {
  return static_cast<std::uint32_t>(std::uint64_t{jitter} * 1'000'000U / 16U / clock_rate_);
}

}  // namespace trunkgate::media
