// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace trunkgate::media {

[[nodiscard]] constexpr std::uint16_t read_u16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
[[nodiscard]] constexpr std::uint32_t read_u32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read_u16(bytes, at)) << 16 | read_u16(bytes, at + 2);
}

inline constexpr std::size_t rtp_header_size_min = 12;

/// The fixed header, RFC 3550 §5.1, with the sizes that CSRC list and extension (§5.3.1) add.
struct RtpHeader {
  std::uint8_t payload_type = 0;
  bool marker = false;
  bool padding = false;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
  std::uint16_t header_size = 0;   ///< fixed part + CSRC list + extension
  std::uint16_t payload_size = 0;  ///< all that follows: payload, padding, and SRTP's tag while it is sealed
};

/// Nothing when the version is not 2 or a length leads past the packet's end. The padding count is not looked at: it is
/// encrypted in SRTP (RFC 3711 §3.1).
[[nodiscard]] constexpr std::optional<RtpHeader> read_rtp_header(std::span<const std::uint8_t> packet) {
  if (packet.size() < rtp_header_size_min || packet.size() > 0xffff || packet[0] >> 6 != 2) return std::nullopt;
  std::size_t size = rtp_header_size_min + 4U * (packet[0] & 0x0fU);
  if ((packet[0] & 0x10U) != 0) {
    if (packet.size() < size + 4) return std::nullopt;
    size += 4U + 4U * read_u16(packet, size + 2);
  }
  if (packet.size() < size) return std::nullopt;
  RtpHeader header;
  header.padding = (packet[0] & 0x20U) != 0;
  header.marker = (packet[1] & 0x80U) != 0;
  header.payload_type = packet[1] & 0x7fU;
  header.sequence = read_u16(packet, 2);
  header.timestamp = read_u32(packet, 4);
  header.ssrc = read_u32(packet, 8);
  header.header_size = static_cast<std::uint16_t>(size);
  header.payload_size = static_cast<std::uint16_t>(packet.size() - size);
  return header;
}

/// §5.1, P bit: the last octet counts the padding, itself included. For packets in the clear.
[[nodiscard]] constexpr bool padding_fits(const RtpHeader& header, std::span<const std::uint8_t> packet) {
  if (!header.padding) return true;
  const std::uint8_t count = packet.back();
  return header.payload_size > 0 && count > 0 && count <= header.payload_size;
}

/// Leaves the marker bit as it is.
constexpr void write_payload_type(std::span<std::uint8_t> packet, std::uint8_t payload_type) {
  packet[1] = static_cast<std::uint8_t>((packet[1] & 0x80U) | (payload_type & 0x7fU));
}

}  // namespace trunkgate::media
