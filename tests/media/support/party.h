// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "media/limits.h"
#include "media/srtp/crypto_session.h"
#include "tests/media/support/sdp_text.h"

namespace trunkgate::media {

using Octets = std::vector<std::uint8_t>;

inline Octets rtp_packet(std::uint16_t sequence, std::uint32_t ssrc = 0x1234, std::uint8_t payload_type = 0,
                         std::uint8_t fill = 0xd5) {
  Octets packet{0x80,
                payload_type,
                static_cast<std::uint8_t>(sequence >> 8),
                static_cast<std::uint8_t>(sequence),
                0,
                0,
                static_cast<std::uint8_t>(sequence * 160U >> 8),
                static_cast<std::uint8_t>(sequence * 160U),
                static_cast<std::uint8_t>(ssrc >> 24),
                static_cast<std::uint8_t>(ssrc >> 16),
                static_cast<std::uint8_t>(ssrc >> 8),
                static_cast<std::uint8_t>(ssrc)};
  packet.resize(172, fill);
  return packet;
}

/// An empty receiver report, RFC 3550 §6.4.2.
inline Octets rtcp_packet(std::uint8_t ssrc = 9) { return {0x80, 201, 0, 1, 0, 0, 0, ssrc}; }

inline MasterKey key_of(Suite suite, std::uint8_t first) {
  Octets octets(suite_row(suite).master_size());
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(first + i);
  MasterKey key;
  (void)key.assign(octets);
  return key;
}

/// One end of a call as it would stand before us: its SDP, and its own SRTP when it speaks that.
class Party {
 public:
  explicit Party(const Endpoint& rtp, std::optional<Suite> suite = std::nullopt, std::uint8_t key = 1) {
    offer.rtp = rtp;
    offer.suite = suite;
    if (suite) use_key(key_of(*suite, key));
  }

  void use_key(const MasterKey& key) {
    offer.key = key;
    (void)seals_.open(SrtpSession::Direction::outbound, *offer.suite, key);
  }
  [[nodiscard]] std::string sdp() const { return sdp_of(offer); }
  /// Takes our SDP: where to send, and the key of what comes.
  void told(std::string_view sdp) {
    const Told next = read_told(sdp);
    if (next.suite && !(next.key == peer.key && next.suite == peer.suite)) {
      (void)opens_.open(SrtpSession::Direction::inbound, *next.suite, next.key);
    }
    peer = next;
  }

  [[nodiscard]] Octets seal(Octets packet, bool rtcp = false) {
    if (!offer.suite) return packet;
    std::size_t size = packet.size();
    packet.resize(size + srtp_overhead_max);
    const SrtpError error = rtcp ? seals_.protect_rtcp(packet, size) : seals_.protect_rtp(packet, size);
    packet.resize(error == SrtpError::none ? size : 0);
    return packet;
  }
  /// Empty when it does not open.
  [[nodiscard]] Octets open(Octets packet, bool rtcp = false) {
    if (!peer.suite) return packet;
    std::size_t size = packet.size();
    const SrtpError error = rtcp ? opens_.unprotect_rtcp(packet, size) : opens_.unprotect_rtp(packet, size);
    packet.resize(error == SrtpError::none ? size : 0);
    return packet;
  }

  Offer offer;
  Told peer;

 private:
  SrtpSession seals_;
  SrtpSession opens_;
};

}  // namespace trunkgate::media
