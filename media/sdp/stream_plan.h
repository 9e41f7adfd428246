// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "media/address.h"
#include "media/control.h"
#include "media/rtp/payload_kind.h"
#include "media/sdp/limits.h"
#include "media/srtp/key.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// What offer and answer have agreed on for the anchored line, audio or T.38, in the terms of who relays it. Plain
/// values.

/// RTP profiles: RFC 3551, RFC 3711, RFC 4585, RFC 5124.
enum class Profile : std::uint8_t { avp, savp, avpf, savpf };

/// RFC 8866 §6.7, from the side that wrote it. Bit 0: it sends; bit 1: it receives.
enum class Direction : std::uint8_t { inactive = 0, sendonly = 1, recvonly = 2, sendrecv = 3 };

/// A set of dynamic payload types (RFC 3551 §6): bit n is type 96 + n.
using DynamicTypes = std::uint32_t;
inline constexpr std::uint8_t dynamic_type_first = 96;
inline constexpr std::uint8_t dynamic_type_last = 127;
[[nodiscard]] constexpr DynamicTypes dynamic_type(std::uint8_t payload_type) {
  const bool dynamic = payload_type >= dynamic_type_first && payload_type <= dynamic_type_last;
  return dynamic ? DynamicTypes{1} << (payload_type - dynamic_type_first) : 0;
}

struct PlannedFormat {
  std::uint8_t payload_type = 0;
  PayloadKind kind = PayloadKind::other;
  std::uint32_t clock_rate = 8000;  ///< Hz, for jitter (RFC 3550 A.8)
  [[nodiscard]] bool telephone_event() const { return kind == PayloadKind::telephone_event; }
};

/// A packet with payload type `from` leaves with payload type `to`.
struct PayloadChange {
  std::uint8_t from = 0;
  std::uint8_t to = 0;
};

/// One side of the stream, as its own SDP says.
struct SidePlan {
  bool heard = false;    ///< SDP of this side has come; all below is unset before
  bool enabled = false;  ///< its port is not 0
  bool udptl = false;    ///< its line is T.38 (RFC 3362): no RTP, no RTCP, no keys; the same on both sides once agreed
  bool multicast = false;  ///< it names a multicast or broadcast address: never send there
  /// It cannot be sent to: c=0.0.0.0 (RFC 3264 §8.4), port 0, or multicast.
  [[nodiscard]] bool unreachable() const { return !enabled || multicast || rtp.address.is_unspecified(); }
  /// It may send, in its own words.
  [[nodiscard]] bool sends() const { return enabled && (static_cast<unsigned>(direction) & 1U) != 0; }
  /// On hold in its own words: it does not want to receive.
  [[nodiscard]] bool holds() const { return unreachable() || (static_cast<unsigned>(direction) & 2U) == 0; }

  Endpoint rtp;   ///< where it wants RTP
  Endpoint rtcp;  ///< where it wants RTCP: a=rtcp (RFC 3605), else port + 1
  Direction direction = Direction::sendrecv;
  Profile profile = Profile::avp;
  std::uint8_t ptime_ms = 0;  ///< 0: not written

  /// SRTP on this side's wire. Keep contexts, roll-over counters included, while suite and key stay equal from plan to
  /// plan; make a new context when they differ. `remote_key` opens what this side sends, `local_key` protects what we
  /// send to it.
  bool secure = false;
  Suite suite = Suite::aes_cm_128_hmac_sha1_80;
  MasterKey remote_key;
  MasterKey local_key;
  std::uint8_t mki_size = 0;  ///< octets of MKI in packets from this side (RFC 3711 §3.1); mostly 0

  std::vector<PlannedFormat> formats;  ///< at most plan_formats_max
  DynamicTypes dynamic_types = 0;      ///< of all its formats, those beyond plan_formats_max included
  /// Applied to packets that come from this side before they leave on the other. Types not listed pass unchanged.
  std::array<PayloadChange, plan_payload_changes_max> changes{};
  std::uint8_t change_count = 0;

  [[nodiscard]] std::span<const PayloadChange> change_list() const { return {changes.data(), change_count}; }
};

struct StreamPlan {
  std::uint8_t line = 0;          ///< index of the anchored line in the body; every other line is rejected
  bool agreed = false;            ///< offer and answer are complete: both sides are heard
  std::array<SidePlan, 2> sides;  ///< indexed by Side

  [[nodiscard]] SidePlan& of(Side side) { return sides[index(side)]; }
  [[nodiscard]] const SidePlan& of(Side side) const { return sides[index(side)]; }
};

}  // namespace trunkgate::media
