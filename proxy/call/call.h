// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "media/control.h"
#include "proxy/call/buffer_pool.h"
#include "proxy/call/limits.h"
#include "proxy/config/config.h"
#include "proxy/flow.h"
#include "proxy/route/capability.h"
#include "proxy/route/number_rewrite.h"
#include "sip/dialog/dialog.h"
#include "sip/dialog/reliable_provisional.h"
#include "sip/dialog/session_timer.h"
#include "sip/instant.h"
#include "sip/transaction/action.h"
#include "sip/transaction/timer_wheel.h"

namespace trunkgate::proxy {

/// The two legs of a call, and of its media session. `a`: the leg that the call came in on.
using media::Side;

/// Names a call for as long as it lives; a stale one finds nothing. As transaction user and media cookie it is one
/// word.
struct CallId {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 24 bits; 0 names no call
  explicit operator bool() const { return generation != 0; }
  friend bool operator==(const CallId&, const CallId&) = default;
  [[nodiscard]] std::uint64_t word() const { return (std::uint64_t{generation} << 32) | index; }
  static CallId from_word(std::uint64_t word) {
    return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
  }
  /// The anchor's name for the call's media: unique among all workers.
  [[nodiscard]] media::SessionId session(std::uint8_t worker) const { return (std::uint64_t{worker} << 56) | word(); }
  static CallId from_session(media::SessionId session) { return from_word(session & 0x00ff'ffff'ffff'ffffu); }
};

/// One half of a call: a dialog of its own, with its own Call-ID, tags, CSeq space, route set and remote target.
struct Leg {
  enum class State : std::uint8_t {
    none,       ///< no dialog yet, or never one
    early,      ///< a 18x with a tag has passed (RFC 3261 §12.1)
    confirmed,  ///< a 2xx has passed
    ended       ///< BYE sent or received, or the INVITE refused
  };
  sip::Dialog dialog;
  Flow flow;  ///< where its peer spoke from last, or where we dial
  std::uint16_t peer = 0;
  std::uint8_t zone = 0;
  std::uint8_t listener = 0;
  State state = State::none;
  sip::TransactionId bye{};         ///< ours
  bool bye_repeated = false;        ///< the connection failed under the first one
  Capability speaks;                ///< what its peer speaks; all else ends here
  bool refresh_challenged = false;  ///< the UPDATE under way carries credentials
  sip::SessionTimer session;        ///< RFC 4028, of this leg alone
  sip::TransactionId refresh{};     ///< an UPDATE of ours without SDP: a session refresh under way
  std::uint64_t sdp_heard = 0;      ///< text_hash of the peer's last SDP; the same again is a refresh (RFC 3264 §8).
                                    ///< 0 while its answer is still to come in the ACK
  BufferPool::Handle sdp_sent = 0;  ///< our last SDP that it has agreed to, in Environment::kept_sdp
};

/// Why a call was cancelled (RFC 3326), until the CANCEL of the other leg may go out. 0: not said.
struct CancelReason {
  std::uint16_t sip = 0;
  std::uint16_t q850 = 0;
};

/// An INVITE carried from one leg to the other, from its arrival to its ACK. At most one at a time per call.
struct InviteExchange {
  bool active = false;
  bool client_open = false;  ///< `client` has no final response yet
  bool initial = false;      ///< sets the call up; else a re-INVITE (RFC 3261 §14)
  bool update = false;       ///< `server` is an UPDATE with an offer (RFC 3311); the far side gets a re-INVITE
  bool own = false;          ///< a re-INVITE of ours: nobody waits for it on leg `from`
  Side from = Side::a;
  sip::TransactionId server{};    ///< on leg `from`; none once it is finally answered with a failure
  std::uint32_t server_cseq = 0;  ///< of the INVITE on leg `from`: its ACK carries the same, its PRACKs name it
  sip::TransactionId client{};    ///< on the other leg; none while the anchor is asked
  std::uint32_t client_cseq = 0;
  sip::ReliableProvisional reliable;  ///< towards leg `from`: what waits for its PRACK (RFC 3262)
  sip::ProvisionalOrder far_order;    ///< of the other leg's reliable responses, which we acknowledge
  bool wants_reliable = false;        ///< leg `from` is to get its 18x reliably
  std::uint8_t attempts = 0;          ///< INVITEs sent for it: another target, or with credentials
  bool offerless = false;             ///< no SDP in the INVITE: the offer comes in the 2xx, the answer in the ACK
  bool own_offer = false;             ///< the same on leg `from`, while the other leg gets an offer of the anchor's
  BufferPool::Handle far_sdp = 0;     ///< the other leg's answer in an 18x that is reliable on either leg
  std::uint64_t far_sdp_fork = 0;     ///< the fork that it came from
  bool far_reliable = false;          ///< it was so on the other leg: offer and answer are complete there
  std::uint64_t near_fork = 0;        ///< whose 18x with SDP leg `from` has acknowledged: the same there
  BufferPool::Handle near_sdp = 0;    ///< what leg `from` agreed to then
  bool early_updated = false;         ///< an UPDATE asked to change that: SDP in later responses may be outdated
  std::uint64_t early_offer = 0;      ///< fork whose 18x brought leg `from` that offer reliably (RFC 3262 §5)
  bool provisional_seen = false;      ///< CANCEL may be sent (RFC 3261 §9.1)
  bool ringing_seen = false;
  bool cancelled = false;  ///< the caller gave up; CANCEL is on its way or waits for a provisional
  CancelReason cancel_reason;
  bool challenged = false;     ///< credentials were sent once
  bool answered = false;       ///< a 2xx came from the far side
  bool relayed = false;        ///< … and was passed to the near side
  bool acknowledged = false;   ///< … and has its ACK
  BufferPool::Handle sdp = 0;  ///< the offer as sent to the far leg, for a further attempt
  BufferPool::Handle ack = 0;  ///< the ACK with the answer, when offerless, for retransmitted 2xx
  /// The ACK of leg `from` brings the answer.
  [[nodiscard]] bool answer_in_ack() const { return offerless || own_offer; }
};

/// An UPDATE with an offer before the INVITE has its final response (RFC 3311 §5.1). At most one at a time per call.
struct EarlyUpdate {
  bool active = false;
  bool crosses = false;  ///< the other leg is to get one of ours; else the anchor answers
  Side from = Side::a;
  sip::TransactionId server{};
  sip::TransactionId client{};  ///< on the other leg, while it is not answered
  sip::Instant due = sip::never;
};

/// A REFER of one leg carried to the other, and the subscription that it makes (RFC 3515 §2.4.4). One at a time.
struct Transfer {
  Side from = Side::a;          ///< the leg that sent the REFER and gets the NOTIFYs
  sip::TransactionId server{};  ///< the REFER there, until it is answered
  sip::TransactionId client{};  ///< ours on the other leg
  std::uint32_t near_cseq = 0;  ///< of the first, which names the subscription there
  std::uint32_t far_cseq = 0;
  bool challenged = false;           ///< the REFER under way carries credentials
  bool subscribed = false;           ///< accepted, and not terminated yet
  std::uint16_t status = 0;          ///< of the last NOTIFY
  sip::Instant bye_at = sip::never;  ///< it went well; whoever has not hung up by then is hung up
};

/// What the call waits for at the anchor. A message that the reply belongs to is kept in `message`.
struct MediaWait {
  enum class For : std::uint8_t {
    nothing,
    offer_of_invite,     ///< SDP of the INVITE; the INVITE itself lives in its server transaction
    answer_of_response,  ///< SDP of a 18x or 2xx
    offer_of_response,   ///< SDP of a 2xx to an offerless INVITE
    answer_of_ack,       ///< SDP of the ACK that follows it
    answer_of_prack,     ///< SDP of the PRACK of an 18x that brought the offer
    offer_of_update,     ///< SDP of an early UPDATE
    offer_anew,          ///< SDP of the INVITE once more, since the other leg has changed its answer by an UPDATE
    answer_of_update     ///< what its other leg answers, or has agreed to before
  };
  For step = For::nothing;
  BufferPool::Handle message = 0;
  sip::TransactionId server{};  ///< the PRACK, to be answered when the anchor has spoken
  Flow flow;
  std::uint64_t fork = 0;    ///< of a response: which early dialog of the far side
  std::uint32_t serial = 0;  ///< tells this wait's reply from a late one
};

/// A response or ACK that came while the call waited for the anchor.
struct Parked {
  BufferPool::Handle message = 0;
  Flow flow;
};

enum class CallEnd : std::uint8_t { none, answered, cancelled, refused, failed, timeout };

struct Call {
  enum class State : std::uint8_t {
    setting_up,   ///< INVITE came, no 2xx passed yet
    established,  ///< 2xx passed on
    closing       ///< both legs told; waits for transactions and the anchor to finish
  };
  CallId id;
  State state = State::setting_up;
  CallEnd end = CallEnd::none;
  std::array<Leg, 2> legs;
  InviteExchange invite;
  EarlyUpdate update;
  Transfer transfer;
  MediaWait wait;
  std::array<Parked, parked_per_call_max> parked;
  std::uint8_t parked_count = 0;

  const Route* route = nullptr;
  std::uint8_t target_peer = 0;     ///< index into route->to
  std::uint8_t target_address = 0;  ///< index into that peer's addresses
  bool near_counted = false;        ///< counts against the calling peer's limits
  bool far_counted = false;         ///< counts against the called peer's limits
  bool bye_challenged = false;      ///< a BYE of ours was sent again with credentials
  Number number;                    ///< called, after rewriting

  bool has_media = false;          ///< the anchor holds a session for it
  std::uint8_t requests_open = 0;  ///< BYE and CANCEL of ours without a final response
  sip::TransactionId cancel{};     ///< the last CANCEL
  sip::Instant started{};
  sip::Instant sent{};  ///< first INVITE to the far side
  sip::Instant answered_at{};
  sip::Instant ended_at{};
  std::string_view why;                ///< it ended; a text of static storage
  bool recorded = false;               ///< its CallRecord has been handed out
  sip::Instant step_due = sip::never;  ///< of what the call waits for at present
  sip::Instant armed = sip::never;     ///< the earliest of all deadlines; `timer` runs until it
  sip::TimerId timer;

  /// An offer is open on one of the legs, so there is no room for another (RFC 3261 §14, RFC 3311 §5).
  [[nodiscard]] bool is_negotiating() const { return invite.active || invite.server || update.active; }
  /// … and it is the peer's on leg `side` (500), not ours (491).
  [[nodiscard]] bool has_offer_from(Side side) const {
    return update.active ? update.from == side : invite.from == side && !invite.own;
  }
  [[nodiscard]] Leg& leg(Side side) { return legs[static_cast<std::size_t>(side)]; }
  [[nodiscard]] const Leg& leg(Side side) const { return legs[static_cast<std::size_t>(side)]; }
};

}  // namespace trunkgate::proxy
