// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "media/instant.h"
#include "media/rtp/header.h"
#include "media/sdp/key_source.h"
#include "media/sdp/stream_plan.h"

namespace trunkgate::media {

/// A dynamic payload type that neither side has a format for (RFC 6263 §4.6), the highest one. All taken: a static one
/// that was never assigned (RFC 3551 table 4).
[[nodiscard]] std::uint8_t unknown_payload_type(DynamicTypes taken);

/// Keeps one side from taking a call for dead to which there is nothing to relay: when it is due, and what is sent.
/// RFC 6263 §4.6: an RTP header without payload, of an unknown payload type, which the receiver ignores (RFC 3550
/// §5.1). It is a source of its own in the RTP session, with SSRC, sequence and timestamp of its own: a number taken
/// from the relayed stream would come again with the next relayed packet, and under SRTP the same key stream with it
/// (RFC 3711 §9.1).
class Keepalive {
 public:
  using Header = std::array<std::uint8_t, rtp_header_size_min>;

  /// An offer or answer was agreed on. Silence counts from the first one.
  void on_agreed(Instant now, DynamicTypes taken);
  /// `relayed`: when the side was last sent something from the other one; Instant::min() when never. `interval` 0: off.
  [[nodiscard]] bool is_due(Instant now, Duration interval, Instant relayed) const;
  /// The next packet. `relayed_ssrc`: of what is relayed to the side, which ours must not equal. The first one draws
  /// random numbers from `source`, as RFC 3550 §5.1 wants.
  [[nodiscard]] Header next(Instant now, std::uint32_t clock_rate, std::uint32_t relayed_ssrc, KeySource& source);
  /// It has left.
  void on_sent(Instant now) { quiet_since_ = now; }

 private:
  void draw(KeySource& source);

  Instant quiet_since_ = Instant::max();  // nothing is due before the first answer
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_offset_ = 0;
  std::uint16_t sequence_ = 0;
  std::uint8_t payload_type_ = 0;
  bool drawn_ = false;
};

}  // namespace trunkgate::media
