// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "media/statistics.h"

namespace trunkgate::media {

/// The one header of media/ that the proxy's pure part knows: commands to an anchor and events from it, with the
/// semantics of rtpengine's ng protocol (offer, answer, delete, query). Always asynchronous: a command is posted, its
/// Event comes back later on the queue of the proxy worker that posted it. Nothing here blocks or allocates.

inline constexpr std::size_t sdp_size_max = 8192;  ///< a CUCM offer with video and BFCP lines is below 4 kB

/// An SDP body by value, so that it may cross threads. Copies move only the bytes in use.
class SdpText {
 public:
  SdpText() = default;
  SdpText(const SdpText& other) { assign(other.view()); }
  SdpText& operator=(const SdpText& other) {
    if (this != &other) assign(other.view());
    return *this;
  }
  /// False and empty when `text` is longer than sdp_size_max.
  bool assign(std::string_view text) {
    size_ = 0;
    if (text.size() > sdp_size_max) return false;
    if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
    size_ = static_cast<std::uint16_t>(text.size());
    return true;
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::uint16_t size_ = 0;
  std::array<char, sdp_size_max> bytes_;  // only the first size_ bytes are ever read
};

/// Names one call's media. Minted by the proxy: worker index in the top 8 bits, never reused within a process.
using SessionId = std::uint64_t;
/// Index into the anchor's zone list (the order of the configuration file).
using ZoneIndex = std::uint8_t;

/// The two sides of a session. `a` is the leg that the call came in on, `b` the leg it goes out on.
enum class Side : std::uint8_t { a, b };
[[nodiscard]] constexpr Side other(Side side) { return side == Side::a ? Side::b : Side::a; }
/// Of what is kept for both sides in an array.
[[nodiscard]] constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }

enum class CommandKind : std::uint8_t {
  /// `sdp` is an offer heard on side `from`; the event carries the offer to send on the other side. Empty `sdp`: `from`
  /// wants to be offered something (RFC 3261 §13.2.1), so the anchor makes an offer of its own (PCMU, PCMA, RFC 4733).
  /// The event of the answer to it then carries an offer for `from`, and that of the answer of `from` an empty body.
  offer,
  answer,        ///< `sdp` is an answer heard on side `from`; the event carries the answer to send on the other side
  cancel_offer,  ///< the offer from side `from` was refused (4xx to a re-INVITE): go back to what was agreed; no event
  remove,        ///< release everything; the event (`removed`) carries the final statistics
  query          ///< the event (`statistics`) carries the figures so far
};

/// The profile that an offer leaves with, as `transport-protocol` of the ng protocol asks for it.
enum class OfferedTransport : std::uint8_t {
  by_zone,   ///< what the policy of the other side's zone chooses
  as_heard,  ///< that of the offer that came in, as far as the zone allows
  avp,       ///< RTP/AVP, without keys; these four are refused when the zone does not allow them
  savp,
  avpf,
  savpf
};

/// What the caller of an offer asks for beyond the zones' policies. It holds for this offer and its answer.
struct OfferTerms {
  OfferedTransport transport = OfferedTransport::by_zone;
  std::uint8_t suites_left_out = 0;  ///< bit n: the n-th Suite of media/srtp/suite.h is not offered
};

struct Command {
  CommandKind kind = CommandKind::query;
  SessionId session = 0;
  std::uint64_t cookie = 0;   ///< returned in the event; the proxy's way to match it to what waits
  std::uint8_t reply_to = 0;  ///< proxy worker whose event queue gets the reply
  Side from = Side::a;
  ZoneIndex zone_a = 0;  ///< zone of side a; fixed by the first offer
  ZoneIndex zone_b = 0;
  /// Which early dialog of the far side an answer belongs to (forked 18x, RFC 3261 §12.1). Equal values: same dialog.
  std::uint64_t fork = 0;
  OfferTerms terms;  ///< of an offer
  SdpText sdp;
};

enum class EventKind : std::uint8_t {
  sdp,           ///< reply to offer or answer: `sdp` is what to send on
  refused,       ///< reply to offer or answer: `reason` says why; the session is as it was before
  statistics,    ///< reply to query
  removed,       ///< reply to remove
  first_packet,  ///< unasked: the first believed packet of `side` has come
  media_timeout  ///< unasked: no packet from either side for the zone's media timeout
};

enum class Refusal : std::uint8_t {
  none,
  malformed_sdp,     ///< 400
  no_audio,          ///< 488: no audio line that we can carry
  srtp_required,     ///< 488: the zone demands SRTP and the body has none
  srtp_forbidden,    ///< 488: the zone has srtp: off and the body demands it
  no_common_crypto,  ///< 488
  no_ports,          ///< 503
  unknown_session,   ///< 481
  overloaded,        ///< 503
  state,             ///< 500: an answer without an offer
  anchor_down,       ///< 503: no remote anchor answers, or not the one that the session is on
  anchor_failed      ///< 500: a remote anchor refused, or what it replied cannot be used
};

struct Event {
  EventKind kind = EventKind::refused;
  SessionId session = 0;
  std::uint64_t cookie = 0;
  Refusal reason = Refusal::none;
  Side side = Side::a;
  Statistics statistics;
  SdpText sdp;
};

/// An anchor as the proxy sees it. Implementations: embedded, ng client, the tests' fake.
class Control {
 public:
  virtual ~Control() = default;
  /// Takes a copy. False when the anchor's queue is full: the caller answers 503. Callable from any proxy worker.
  [[nodiscard]] virtual bool post(const Command& command) = 0;
};

}  // namespace trunkgate::media
