// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <span>
#include <string_view>

#include "media/address.h"
#include "media/config.h"
#include "media/control.h"
#include "media/sdp/audio_line.h"
#include "media/sdp/capability_table.h"
#include "media/sdp/codec_list.h"
#include "media/sdp/compose.h"
#include "media/sdp/key_source.h"
#include "media/sdp/media_lines.h"
#include "media/sdp/stream_plan.h"
#include "media/sdp/suite_list.h"
#include "media/srtp/key.h"

namespace trunkgate::media {

/// One side's zone and ports as SDP needs them. Filled by the session from ZoneConfig and its ports.
struct SdpSide {
  SrtpPolicy srtp = SrtpPolicy::off;
  SuiteList suites = SuiteList::defaults();
  Endpoint local;  ///< advertised address and our RTP port towards this side; RTCP is on the port above
  T38Policy t38 = T38Policy::refuse;
};

/// Who relays the packets of a session.
enum class Relay : std::uint8_t {
  ours,   ///< this process: keys are minted here, payload types renumbered where the sides differ
  remote  ///< another one, by the ng protocol: ports and keys are what it says (place()), payload types pass unchanged
};

/// A key of ours for a side, under one suite; or that a remote relay has for it.
struct PlacedKey {
  Suite suite = Suite::aes_cm_128_hmac_sha1_80;
  MasterKey key;
};

/// What offer() would say of a first offer, heard on side `from`, without changing anything: ask this before ports are
/// taken.
[[nodiscard]] Refusal inspect_offer(std::string_view sdp, const SdpSide& from, const SdpSide& to);

/// Offer and answer (RFC 3264) across the two sides of one session. What is heard on one side is composed anew for the
/// other, from an allow-list: our origin, address, ports and keys, their codecs. The first acceptable audio line is
/// anchored, without one the first of T.38 where both sides pass it; every other line stays in its place with port 0.
/// No socket, clock or randomness of its own. What it keeps is as large as what was heard, about 800 octets for a plain
/// call. Owned by one session, used by one thread. Refusals leave everything as it was.
///
///   const Refusal no = inspect_offer(sdp, side_a, side_b);      // first offer: before ports are taken
///   Negotiation negotiation(side_a, side_b, keys);
///   no = negotiation.offer(Side::a, sdp, keys, out);            // `out` goes to side b
///   no = negotiation.answer(Side::b, sdp, keys, out);           // `out` goes to side a; plan() is agreed
class Negotiation {
 public:
  /// `keys` gives the session ids of our o= lines; it is not kept.
  Negotiation(const SdpSide& a, const SdpSide& b, KeySource& keys, Relay relay = Relay::ours);

  /// An offer heard on side `from`; a second one while one is open replaces it. `out`: the offer for the other side.
  /// An empty `sdp` asks for an offer of our own (control.h, CommandKind::offer): `out` is it, the answer to it turns
  /// into an offer to `from`, of one codec, and the answer of `from` completes both without a further body.
  /// `terms` say what the offer for the other side is to be; they hold until the next one, for its answers too.
  /// `heard`, when given, gets the line that was anchored.
  [[nodiscard]] Refusal offer(Side from, std::string_view sdp, KeySource& keys, SdpText& out,
                              const OfferTerms& terms = {}, HeardLine* heard = nullptr);
  /// An answer heard on side `from` to the open offer of the other side. May be called again for the same offer: forks
  /// and 183 before 200 (RFC 3261 §13.2.1); the last answer is the plan. `out`: the answer for the other side.
  [[nodiscard]] Refusal answer(Side from, std::string_view sdp, KeySource& keys, SdpText& out,
                               HeardLine* heard = nullptr);
  /// Of a remote relay: what it has opened towards `side`, before the offer() or answer() that tells that side. Suites
  /// without a key are not offered.
  void place(Side side, const Endpoint& local, std::span<const PlacedKey> keys);
  /// A copy that does as if the relay had every suite: what offer() or answer() would say, before the relay is asked.
  [[nodiscard]] Negotiation rehearsal() const;
  /// The offer of side `from` was refused (RFC 3261 §14.1): plan() never left what was agreed; the offer is closed.
  void cancel_offer(Side from);

  /// What holds now: the agreed plan, or before the first answer the offerer's half. A later offer changes it only once
  /// it is answered (RFC 3264 §8).
  [[nodiscard]] const StreamPlan& plan() const { return agreed_->agreed ? *agreed_ : *pending_; }
  /// What was agreed last, to be kept beyond the next answer; before the first one nothing is set in it.
  [[nodiscard]] const std::shared_ptr<const StreamPlan>& agreed() const { return agreed_; }
  /// An offer is open and not answered yet.
  [[nodiscard]] bool offer_pending() const { return state_ == State::offered; }
  /// The suites of the a=crypto lines in the open offer, or in the one that was answered last.
  [[nodiscard]] std::span<const Suite> suites_on_offer() const {
    return outgoing_.transport.offer.crypto ? outgoing_.suites.view() : std::span<const Suite>{};
  }

 private:
  enum class State : std::uint8_t { idle, offered, answered };
  /// Of an offer of our own: nobody's yet, or answered by one side and offered to the other.
  enum class OwnOffer : std::uint8_t { none, open, passed_on };

  /// What an offer of ours says of protection, and how its answer is judged.
  struct OutgoingTerms {
    TransportVerdict transport;
    SuiteList suites;
  };
  /// `heard` is the line that the offer carries on.
  [[nodiscard]] OutgoingTerms outgoing_terms(Side to, const OfferTerms& terms, const SidePlan& heard) const;

  /// What we said last on one side: o= (RFC 8866 §5.2) rises by one when, and only when, the rest of the body changes.
  struct Origin {
    std::uint32_t id = 0;
    std::uint32_t version = 0;
    std::uint64_t body_hash = 0;
  };
  /// Our keys towards one side, one per suite, minted on first use. A list, so that no key is ever moved.
  using Keys = std::forward_list<PlacedKey>;

  const MasterKey& local_key(Side which, Suite suite, KeySource& source);
  [[nodiscard]] Refusal choose_offered(Side from, const Description& description, const OfferTerms& terms,
                                       HeardLine& chosen) const;
  [[nodiscard]] Refusal choose_offered_audio(Side from, const Description& description, HeardLine& chosen) const;
  [[nodiscard]] Refusal judge_t38(const OfferTerms& terms) const;
  void note_move(Side side, const SidePlan& now);
  [[nodiscard]] bool declines_t38(const StreamPlan& plan) const;
  [[nodiscard]] Refusal offer_of_ours(Side from, KeySource& keys, SdpText& out, const OfferTerms& terms);
  [[nodiscard]] Refusal pass_on(Side from, const Description& heard, HeardLine& chosen, KeySource& keys, SdpText& out);
  [[nodiscard]] bool compose_offer(const Description& heard, const HeardLine& chosen, const MediaLines& lines, Side to,
                                   const OutgoingTerms& terms, KeySource& keys, SdpText& out);
  [[nodiscard]] bool compose_answer(const Description& heard, const CodecList& codecs, const StreamPlan& plan,
                                    SdpText& out);
  [[nodiscard]] bool send(Side to, const OutgoingBody& body, SdpText& out);

  std::array<SdpSide, 2> sides_;
  std::array<Origin, 2> origins_;
  std::array<Keys, 2> keys_;
  std::array<std::uint8_t, 2> unplaced_{};  ///< bit n: the remote relay has no key under the n-th Suite
  std::array<bool, 2> renew_keys_{};  ///< the side moved in its last answer: it gets fresh keys with the next offer
  std::shared_ptr<const StreamPlan> agreed_;
  std::shared_ptr<const StreamPlan> pending_;  ///< the open offer's half; agreed_ when no offer is open
  CodecList codecs_;                           ///< of the open offer: the offerer's numbers and ours
  OutgoingTerms outgoing_;                     ///< of the open offer
  MediaLines lines_;                           ///< the m= lines of the session, in order
  std::uint32_t offered_tag_ = 0;              ///< of the open offer's a=crypto line
  std::uint8_t offered_lines_ = 0;             ///< m= lines of the open offer: its answer has as many
  std::uint8_t agreed_lines_ = 0;              ///< m= lines before the open offer
  Side offerer_ = Side::a;
  State state_ = State::idle;
  OwnOffer own_ = OwnOffer::none;
  Relay relay_ = Relay::ours;
};

}  // namespace trunkgate::media
