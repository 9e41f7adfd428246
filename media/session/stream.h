// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "media/config.h"
#include "media/control.h"
#include "media/prefetch.h"
#include "media/quality/quality_watch.h"
#include "media/quality/round_trip.h"
#include "media/rtp/payload_kind.h"
#include "media/rtp/sequence.h"
#include "media/rtp/telephone_event.h"
#include "media/session/latch.h"
#include "media/session/payload_kinds.h"
#include "media/session/payload_map.h"
#include "media/session/port_bank.h"
#include "media/session/tap.h"
#include "media/srtp/crypto_session.h"

namespace trunkgate::media {

/// What one side of one m= line sends us, and how we send to it, in the order in which packets need it.
struct StreamSide {
  Latch rtp;
  const ZoneConfig* config = nullptr;  ///< of `zone`
  ZoneIndex zone = 0;
  /// SDP named what must not be sent to: hold (0.0.0.0), multicast, one of our own ports. Nothing is sent then, not
  /// even to a learned source.
  bool rtp_blocked = false;
  bool rtcp_blocked = false;
  bool may_send = true;                    ///< by the direction attribute of its last SDP
  bool broken = false;                     ///< a key was agreed on that the library refuses: nothing flows
  bool heard = false;                      ///< a believed packet of RTP or UDPTL has come
  PayloadKind codec = PayloadKind::other;  ///< of the last speech packet
  std::uint8_t mki_size = 0;               ///< octets of MKI in what the side sends

  PortLease ports;
  SrtpSession seals;                ///< under our key, what we send to it; not open: it gets plain RTP
  std::uint32_t clock_rate = 8000;  ///< of the first codec agreed on, for jitter
  PayloadMap payload_map;           ///< types as this side sends them → as the other side wants them

  SrtpSession opens;  ///< under the side's key, what it sends; not open: it sends plain RTP
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  Instant last_relayed = Instant::min();  ///< the last one of `packets`
  Instant last_packet = Instant::min();   ///< believed, RTP or RTCP
  std::uint64_t dropped = 0;
  Reception reception;
  EventCount events;
  PayloadKinds kinds;  ///< of types as this side sends them

  Latch rtcp;
  std::uint64_t srtp_failures = 0;
  RoundTrip round_trip;                  ///< between us and the side
  std::uint32_t reported_lost = 0;       ///< by the side, of what it was sent
  std::uint32_t reported_jitter_us = 0;  ///< likewise
  QualityWatch quality;

  static constexpr std::size_t octets_out = 128;  ///< that a packet to the side touches: as far as `opens`
  static constexpr std::size_t octets_in = 368;   ///< … one from the side: as far as `rtcp`
};

/// The m= line that carries media, with its two sides.
struct Stream {
  std::array<StreamSide, 2> sides;
  bool agreed = false;       ///< an answer has come; before it nothing is relayed
  bool udptl = false;        ///< the line agreed on is T.38
  PacketTap* tap = nullptr;  ///< is shown what is believed, in the clear; mostly nobody

  /// Datagrams are relayed as they are: nothing of RTP is read, and none may be sent of our own accord.
  [[nodiscard]] bool is_udptl() const { return agreed && udptl; }
  StreamSide& side(Side which) { return sides[static_cast<std::size_t>(which)]; }
  [[nodiscard]] const StreamSide& side(Side which) const { return sides[static_cast<std::size_t>(which)]; }

  /// Bring into the cache what a packet from `from` will need: first what is here, then what its keys are made of.
  [[gnu::always_inline]] void prefetch(Side from) const {
    media::prefetch(&side(from), StreamSide::octets_in);
    media::prefetch(&side(other(from)), StreamSide::octets_out);
    media::prefetch(&agreed, 1);
  }
  [[gnu::always_inline]] void prefetch_keys(Side from) const {
    side(from).opens.prefetch();
    side(other(from)).seals.prefetch();
  }
};

}  // namespace trunkgate::media
