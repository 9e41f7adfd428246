// SPDX-License-Identifier: Apache-2.0
#include "media/session/keepalive.h"

#include <algorithm>
#include <bit>
#include <chrono>

namespace trunkgate::media {

namespace {

constexpr std::uint8_t unassigned_type = 24;
constexpr std::uint8_t version_2 = 0x80;  // no padding, extension or CSRC

void write_u16(std::uint8_t* at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

void write_u32(std::uint8_t* at, std::uint32_t value) {
  write_u16(at, value >> 16);
  write_u16(at + 2, value);
}

}  // namespace

std::uint8_t unknown_payload_type(DynamicTypes taken) {
  const auto above = std::countl_one(taken);
  return dynamic_type_last - above < dynamic_type_first ? unassigned_type
                                                        : static_cast<std::uint8_t>(dynamic_type_last - above);
}

void Keepalive::on_agreed(Instant now, DynamicTypes taken) {
  if (quiet_since_ == Instant::max()) quiet_since_ = now;
  payload_type_ = unknown_payload_type(taken);
}

bool Keepalive::is_due(Instant now, Duration interval, Instant relayed) const {
  return interval > Duration{0} && now - std::max(quiet_since_, relayed) >= interval;
}

Keepalive::Header Keepalive::next(Instant now, std::uint32_t clock_rate, std::uint32_t relayed_ssrc,
                                  KeySource& source) {
  if (!drawn_) draw(source);
  if (ssrc_ == relayed_ssrc) ++ssrc_;
  const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const auto samples = static_cast<std::uint32_t>(static_cast<std::uint64_t>(now_us) * clock_rate / 1'000'000U);
  Header header{version_2, payload_type_};
  write_u16(&header[2], sequence_++);
  write_u32(&header[4], timestamp_offset_ + samples);
  write_u32(&header[8], ssrc_);
  return header;
}

void Keepalive::draw(KeySource& source) {
  std::array<std::uint8_t, 10> octets;
  source.fill(octets);
  ssrc_ = read_u32(octets, 0);
  timestamp_offset_ = read_u32(octets, 4);
  // RFC 3711 §3.3.1: in the lower half, or the receiver may miss the first wrap.
  sequence_ = read_u16(octets, 8) & 0x7fffU;
  drawn_ = true;
}

}  // namespace trunkgate::media
