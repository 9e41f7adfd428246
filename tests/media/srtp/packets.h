// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "media/srtp/crypto_session.h"
#include "media/srtp/key.h"
#include "media/srtp/suite.h"

namespace trunkgate::media::test {

using Bytes = std::vector<std::uint8_t>;

/// Pairs of hexadecimal digits; spaces between pairs are skipped.
inline Bytes from_hex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size();) {
    if (hex[i] == ' ') {
      ++i;
      continue;
    }
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(std::string{hex.substr(i, 2)}, nullptr, 16)));
    i += 2;
  }
  return bytes;
}

/// A buffer with a packet in front and room for the tag behind.
struct Packet {
  std::array<std::uint8_t, 2048> buffer{};
  std::size_t length = 0;

  [[nodiscard]] Bytes bytes() const { return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length)}; }
};

inline void put32(Packet& packet, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    packet.buffer[packet.length++] = static_cast<std::uint8_t>(value >> shift);
}

/// RTP, PCMU, 160 samples unless told (RFC 3550 §5.1).
inline Packet rtp(std::uint16_t seq, std::uint32_t ssrc = 0xcafebabe, std::size_t payload_size = 160) {
  Packet packet;
  put32(packet, 0x80000000U | seq);  // V=2, PT 0, sequence number
  put32(packet, seq * 160U);         // timestamp
  put32(packet, ssrc);
  for (std::size_t i = 0; i < payload_size; ++i)
    packet.buffer[packet.length++] = static_cast<std::uint8_t>(i * 7 + seq);
  return packet;
}

/// RTCP sender report without blocks and an SDES chunk (RFC 3550 §6.4.1, §6.5).
inline Packet rtcp(std::uint32_t ssrc = 0xcafebabe) {
  Packet packet;
  for (const std::uint32_t word : {0x80c80006U, ssrc, 0x01020304U, 0x05060708U, 160U, 1U, 160U}) put32(packet, word);
  for (const std::uint32_t word : {0x81ca0002U, ssrc, 0x01026162U}) put32(packet, word);
  return packet;
}

inline MasterKey key_for(Suite suite, std::uint8_t first = 1) {
  Bytes bytes(suite_row(suite).master_size());
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(first + i * 5);
  MasterKey key;
  key.assign(bytes);
  return key;
}

/// Both ends of one direction, with the same key.
struct Ends {
  SrtpSession sender;
  SrtpSession receiver;

  explicit Ends(Suite suite, std::uint8_t receiver_key = 1) {
    if (!sender.open(SrtpSession::Direction::outbound, suite, key_for(suite))) std::abort();
    if (!receiver.open(SrtpSession::Direction::inbound, suite, key_for(suite, receiver_key))) std::abort();
  }
  SrtpError protect(Packet& packet) { return sender.protect_rtp(packet.buffer, packet.length); }
  SrtpError unprotect(Packet& packet) { return receiver.unprotect_rtp(packet.buffer, packet.length); }
  SrtpError protect_rtcp(Packet& packet) { return sender.protect_rtcp(packet.buffer, packet.length); }
  SrtpError unprotect_rtcp(Packet& packet) { return receiver.unprotect_rtcp(packet.buffer, packet.length); }
};

}  // namespace trunkgate::media::test
