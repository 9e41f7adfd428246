// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "media/control.h"
#include "media/sdp/negotiate.h"
#include "media/session/keepalive.h"
#include "media/session/stream.h"
#include "media/session/timeout.h"
#include "media/session/zone.h"

namespace trunkgate::media {

/// The media of one call: what the two sides agreed on, the stream that it describes, and what is to be reported. Owned
/// by the anchor; ports go back when it is destroyed. Nothing is relayed before the first answer: until then neither
/// side's key is settled, and what a zone must protect must not leave it in the clear.
class Session {
 public:
  /// The zones that the two sides live in, and all zones, which tell our own addresses. Borrowed for life.
  struct Zones {
    std::span<const Zone> all;
    ZoneIndex a = 0;
    ZoneIndex b = 0;
  };

  /// Both leases are held. `keys` is not kept.
  Session(SessionId id, const Zones& zones, PortLease a, PortLease b, KeySource& keys);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// RFC 3264, with the refusals of Negotiation; a refusal changes nothing. `out` is the body for the other side.
  [[nodiscard]] Refusal on_offer(Instant now, Side from, std::string_view sdp, const OfferTerms& terms, KeySource& keys,
                                 SdpText& out);
  [[nodiscard]] Refusal on_answer(Instant now, Side from, std::string_view sdp, KeySource& keys, SdpText& out);
  void on_cancel_offer(Side from) { negotiation_.cancel_offer(from); }

  [[nodiscard]] SessionId id() const { return id_; }
  [[nodiscard]] Stream& stream() { return stream_; }
  [[nodiscard]] const Stream& stream() const { return stream_; }
  [[nodiscard]] Statistics statistics() const;
  /// From now on `tap` is shown the session's packets; whoever was before is told that it ends.
  void show_to(std::shared_ptr<PacketTap> tap);
  /// Once a second or so: looks at the quality of both directions.
  void watch(Instant now);
  /// Once a second or so: sends `to` a packet of our own when nothing was sent there for its zone's `keepalive`, on
  /// hold as well. True when one has left.
  [[nodiscard]] bool keep_alive(Instant now, Side to, KeySource& keys, PacketSender& sender);
  /// A media_timeout is due; says so once per timeout.
  [[nodiscard]] bool is_silent(Instant now);

  /// Unasked events that have not been handed out yet.
  struct News {
    bool first_packet_a = false;
    bool first_packet_b = false;
    bool media_timeout = false;
    [[nodiscard]] bool any() const { return first_packet_a || first_packet_b || media_timeout; }
  };
  News news;
  std::uint8_t reply_to = 0;  ///< proxy worker that spoke last

 private:
  void apply_plan(Instant now, const StreamPlan& before);
  void apply_side(Instant now, Side which, const SidePlan& plan);

  [[nodiscard]] std::uint32_t seconds(Instant at) const;
  [[nodiscard]] QualityWatch::Look look(Side which) const;
  [[nodiscard]] DirectionStatistics statistics_of(Side which) const;

  SessionId id_;
  std::span<const Zone> zones_;
  Stream stream_;
  std::shared_ptr<PacketTap> tap_;
  Negotiation negotiation_;
  SilenceWatch silence_;
  std::array<Keepalive, 2> keepalives_;  // by the side that they go to
  Instant begun_ = Instant::min();       // the first offer
};

}  // namespace trunkgate::media
