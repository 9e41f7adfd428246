// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/flow.h"

#include <cstdlib>
#include <cstring>

#include "media/rtp/header.h"

namespace trunkgate::bench {
namespace {

constexpr std::size_t header_size = media::rtp_header_size_min;
constexpr std::uint32_t samples_per_packet = 160;

/// All 160 octets of the payload: who, which, when, and noise made from these that no other packet has.
struct Payload {
  std::uint32_t flow;
  std::uint32_t sequence;
  std::int64_t sent_ns;
  std::array<std::uint64_t, 18> noise;
};
static_assert(sizeof(Payload) == rtp_size - header_size);

Payload payload_of(std::uint32_t flow, std::uint32_t sequence, std::int64_t sent_ns) {
  Payload payload{flow, sequence, sent_ns, {}};
  std::uint64_t state = (std::uint64_t{flow} << 32 | sequence) * 0x9e3779b97f4a7c15U + 1;
  for (std::uint64_t& word : payload.noise) word = state = state * 6364136223846793005U + 1442695040888963407U;
  return payload;
}

void put_u32(std::uint8_t* at, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(value >> shift);
}

}  // namespace

std::size_t write_packet(Flow& flow, std::int64_t now_ns, std::array<std::uint8_t, datagram_max>& out) {
  const std::uint32_t sequence = flow.next_sequence++;
  put_u32(out.data(), 0x80000000U | (sequence & 0xffffU));  // V=2, PCMU
  put_u32(out.data() + 4, sequence * samples_per_packet);
  put_u32(out.data() + 8, 0x10000000U + flow.number);
  const Payload payload = payload_of(flow.number, sequence, now_ns);
  std::memcpy(out.data() + header_size, &payload, sizeof payload);
  std::size_t size = rtp_size;
  if (flow.seals.is_open() && flow.seals.protect_rtp(out, size) != media::SrtpError::none) std::abort();
  return size;
}

Heard read_packet(Flow& flow, std::span<std::uint8_t> buffer, std::size_t size) {
  Heard heard;
  if (flow.opens.is_open() && flow.opens.unprotect_rtp(buffer, size) != media::SrtpError::none) return heard;
  if (size != rtp_size) return heard;
  Payload payload;
  std::memcpy(&payload, buffer.data() + header_size, sizeof payload);
  const Payload sent = payload_of(flow.number, payload.sequence, payload.sent_ns);
  const auto header = media::read_rtp_header(buffer.first(size));
  heard.sound = std::memcmp(&payload, &sent, sizeof sent) == 0 && header && header->payload_type == 0 &&
                header->sequence == static_cast<std::uint16_t>(payload.sequence) &&
                header->timestamp == payload.sequence * samples_per_packet;
  heard.sequence = payload.sequence;
  heard.sent_ns = payload.sent_ns;
  return heard;
}

}  // namespace trunkgate::bench
