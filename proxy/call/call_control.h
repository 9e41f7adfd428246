// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/call/environment.h"
#include "proxy/call/screen.h"
#include "proxy/hide/carried_dialog.h"
#include "sip/header/event.h"

namespace trunkgate::proxy {

class ChallengeAnswer;

/// The life of calls: an INVITE becomes two legs, what one leg says is carried to the other, both end together. Each
/// on_… takes one event and is done with it before it returns; waiting is a state of the call. Messages are read from
/// Environment::message, which the caller has parsed. One per core.
class CallControl {
 public:
  explicit CallControl(Environment& environment) : env_(environment) {}

  /// An INVITE outside any dialog, from an identified peer (setup.cpp).
  void on_invite(sip::Instant now, const Flow& flow, sip::TransactionId server, std::uint16_t from_peer);
  /// An INVITE within a dialog (in_dialog.cpp).
  void on_reinvite(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  /// RFC 3311 (update.cpp).
  void on_update(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  /// RFC 3262 (provisional.cpp).
  void on_prack(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  /// RFC 3515, and the NOTIFYs that it brings (transfer.cpp).
  void on_refer(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  void on_notify(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  void on_bye(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  void on_ack(sip::Instant now, CallTable::Found found);
  /// `cancelled`: the INVITE's server transaction, `user` its call.
  void on_cancel(sip::Instant now, sip::TransactionId cancelled, std::uint64_t user);

  /// A response that passed the layer; `user` names the call (response.cpp).
  void on_response(sip::Instant now, const Flow& flow, const sip::ResponseVerdict& verdict);
  /// A client transaction ended without an answer, or a 2xx without its ACK.
  void on_notice(sip::Instant now, const Messenger::Notice& notice);
  /// A reply of the anchor, or news from it (media_step.cpp).
  void on_media_event(sip::Instant now, const media::Event& event);
  /// The call's own deadline has come.
  void on_deadline(sip::Instant now, CallId id);

  /// Ends both legs: BYE where a dialog stands, a final response where one is owed (ending.cpp).
  void hang_up(sip::Instant now, Call& call, CallEnd end, int status, std::string_view why);

 private:
  using Credentials = Composer::Credentials;

  // setup.cpp
  void refuse_invite(sip::Instant now, const Flow& flow, sip::TransactionId server, const Screening& screening);
  [[nodiscard]] std::string_view replaced_number(std::uint8_t zone, const sip::Message& invite,
                                                 std::span<char> plain) const;
  [[nodiscard]] bool carried_replaces(std::uint8_t zone, const sip::Message& invite, std::uint16_t to_peer,
                                      ReplacesText& out) const;
  [[nodiscard]] bool create_near_leg(sip::Instant now, Call& call, const Flow& flow, std::uint16_t peer);
  [[nodiscard]] bool create_far_leg(sip::Instant now, Call& call, std::uint16_t peer, const Flow& flow);
  [[nodiscard]] bool identity_of_far_leg(sip::Instant now, Call& call, std::uint16_t peer);
  void begin(sip::Instant now, Call& call);
  /// The INVITE of the exchange goes on: its SDP to the anchor first, or without one as its other side takes it.
  [[nodiscard]] bool start_exchange(sip::Instant now, Call& call, std::string_view sdp, const Flow& flow,
                                    bool takes_delayed_offer);
  /// The next peer and address that take calls; false when none is left.
  [[nodiscard]] bool try_next_target(sip::Instant now, Call& call);
  [[nodiscard]] bool take_peer(sip::Instant now, Call& call, std::uint16_t peer);
  [[nodiscard]] bool send_invite(sip::Instant now, Call& call, const Flow& flow, const Credentials* credentials);

  // response.cpp, provisional.cpp
  void on_invite_response(sip::Instant now, const Flow& flow, Call& call, sip::TransactionId transaction);
  void on_provisional(sip::Instant now, const Flow& flow, Call& call);
  [[nodiscard]] bool acknowledge_provisional(sip::Instant now, Call& call);
  /// RFC 3262 §5: the SDP of an 18x that is reliable on either leg is the answer there: no later response needs to
  /// bring it, and an UPDATE may change it.
  void keep_early_answer(Call& call, const sip::Message& response);
  /// The RSeq of the 18x that is about to go to the near side; 0 when it goes unreliably.
  [[nodiscard]] std::uint32_t number_reliable(sip::Instant now, Call& call, bool has_sdp);
  void on_reliable_due(sip::Instant now, Call& call);
  /// The PRACK of an 18x that brought the offer (RFC 3262 §5).
  void take_early_answer(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  void on_success(sip::Instant now, const Flow& flow, Call& call);
  /// True for a 2xx that has had its ACK, and has got it again.
  [[nodiscard]] bool on_repeated_success(sip::Instant now, const Flow& flow, Call& call);
  void on_failure(sip::Instant now, const Flow& flow, Call& call);
  [[nodiscard]] bool answer_challenge(sip::Instant now, Call& call);
  /// One line of the log: a second challenge, or 403 to an INVITE with credentials (Twilio's answer to a wrong
  /// password).
  void reject_credentials(const Call& call);
  [[nodiscard]] bool ask_longer_session(sip::Instant now, Call& call);
  void on_invite_lost(sip::Instant now, Call& call, int status);
  void on_initial_failure(sip::Instant now, Call& call, int status, const sip::Message* response);
  void on_reinvite_failure(sip::Instant now, Call& call, int status, const sip::Message* response);
  void on_bye_response(sip::Instant now, Call& call);
  /// Env::message is a response whose SDP may have to be asked for; then it is relayed.
  void carry_response(sip::Instant now, const Flow& flow, Call& call);
  void relay_response(sip::Instant now, Call& call, const sip::Message& response, std::string_view sdp);
  void respond_near(sip::Instant now, Call& call, int status, const sip::Message* source);
  void send_ack(sip::Instant now, Call& call, Side to, std::uint32_t cseq, std::string_view sdp);

  // unclaimed.cpp
  void on_unclaimed(sip::Instant now, const Flow& flow, sip::TransactionId transaction);
  void on_unusable_success(sip::Instant now, const Flow& flow, Call& call);
  void hang_up_unclaimed(sip::Instant now, const Flow& flow, sip::TransactionId transaction);
  /// `user` as in Messenger::request; 0: nobody waits for its answer. None when one is under way already.
  sip::TransactionId send_cancel(sip::Instant now, sip::TransactionId invite, std::uint64_t user,
                                 const CancelReason& reason);

  // media_step.cpp
  /// False when the anchor cannot take the command, or the message cannot be kept.
  [[nodiscard]] bool ask_media(sip::Instant now, Call& call, MediaWait::For step, media::CommandKind kind, Side from,
                               std::string_view sdp, const Flow& flow, bool keep_message);
  void on_media_sdp(sip::Instant now, Call& call, const media::Event& event);
  void on_media_refused(sip::Instant now, Call& call, media::Refusal reason);
  void on_media_refused_step(sip::Instant now, Call& call, MediaWait wait, media::Refusal reason);
  void on_media_removed(sip::Instant now, Call& call, const media::Event& event);
  void resume_parked(sip::Instant now, Call& call);
  void park(Call& call, const Flow& flow);
  void drop_parked(Call& call);
  [[nodiscard]] std::uint8_t zone_of_far_leg(const Call& call) const;
  void tell_media(Call& call, media::CommandKind kind, Side from);

  // transfer.cpp
  using ReferTarget = sip::BoundedText<replaces_size_max + 1024>;
  /// 405 with Allow.
  void refuse_method(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  /// 0, or the status to refuse the REFER with.
  [[nodiscard]] int send_refer(sip::Instant now, Call& call, const Credentials* credentials);
  [[nodiscard]] int refer_target(const Call& call, std::string_view refer_to, ReferTarget& out);
  void on_refer_response(sip::Instant now, Call& call, sip::TransactionId client);
  void answer_refer(sip::Instant now, Call& call, int status);
  void send_notify(sip::Instant now, Call& call, const sip::SubscriptionState& state, bool with_id);
  void on_transfer_due(sip::Instant now, Call& call);

  // in_dialog.cpp
  [[nodiscard]] int refusal_in_dialog(const Call& call, Leg& leg);
  void refuse_in_dialog(sip::Instant now, const Flow& flow, sip::TransactionId server, const Leg& leg, int status,
                        bool retry_after = false);
  /// Answers a request on leg `side` that had to wait. One that is answered already, or none, is passed over.
  void answer_waiting(sip::Instant now, Call& call, Side side, sip::TransactionId server, int status);
  void answer_update(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found,
                     bool repeat_sdp);

  // early_update.cpp
  void on_early_offer(sip::Instant now, const Flow& flow, sip::TransactionId server, CallTable::Found found);
  /// The anchor has made an offer for the other leg of it.
  void on_early_offer_taken(sip::Instant now, Call& call, std::string_view offer);
  [[nodiscard]] bool send_early_update(sip::Instant now, Call& call, std::string_view offer);
  void answer_early_offer_here(sip::Instant now, Call& call);
  /// Empty without one, or once the INVITE has its final response. Valid until Environment::stored is used again.
  [[nodiscard]] std::string_view offer_of_invite(const Call& call);
  void answer_invite_anew(sip::Instant now, const Flow& flow, Call& call);
  void on_offer_anew(sip::Instant now, Call& call, MediaWait wait);
  void on_early_update_response(sip::Instant now, Call& call);
  void keep_agreed_sdp(Call& call, Side side, std::string_view sdp);
  void give_up_early_update(sip::Instant now, Call& call, int status);
  void finish_early_update(sip::Instant now, Call& call, int status, std::string_view sdp);

  // ending.cpp
  void end_leg(sip::Instant now, Call& call, Side side, const sip::Message* bye);
  void send_bye(sip::Instant now, Call& call, Side side, const sip::Message* bye, const Credentials* credentials);
  /// A BYE that went down with its connection goes out again over a new one.
  void repeat_bye(sip::Instant now, Call& call, sip::TransactionId lost);
  /// At once, or when the first provisional response allows it.
  void cancel_far(sip::Instant now, Call& call);
  void close(sip::Instant now, Call& call, CallEnd end, std::string_view why);
  void begin_exchange(Call& call, const InviteExchange& exchange);
  void finish_exchange(Call& call);
  void release_if_done(Call& call);
  void release(Call& call);

  // deadlines.cpp
  void set_deadline(Call& call, sip::Instant at);
  /// Runs the call's timer until the earliest of its deadlines.
  void arm(Call& call);
  void on_step_due(sip::Instant now, Call& call);
  void on_session_due(sip::Instant now, Call& call, Side side);

  // session_refresh.cpp
  /// Remembers what a leg has said and heard last: its session timer may start at any time.
  void keep_sdp(Leg& leg, std::string_view heard, std::string_view sent);
  /// The same when the offer has been heard before and our answer goes out in the ACK.
  void keep_answer(Leg& leg, std::string_view sent);
  [[nodiscard]] static bool is_repeated(const Leg& leg, std::string_view sdp);
  /// A re-INVITE that changes nothing is answered here. False: it is another one.
  [[nodiscard]] bool absorb_refresh(sip::Instant now, const Flow& flow, sip::TransactionId server,
                                    CallTable::Found found, std::string_view sdp);
  void refresh(sip::Instant now, Call& call, Side side);
  [[nodiscard]] bool send_update(sip::Instant now, Call& call, Side side, const Credentials* credentials);
  void on_update_response(sip::Instant now, Call& call, sip::TransactionId transaction);
  void on_refresh_lost(sip::Instant now, Call& call, Side side, bool connection_lost);
  [[nodiscard]] bool answer_update_challenge(sip::Instant now, Call& call, Side side);
  [[nodiscard]] bool send_own_invite(sip::Instant now, Call& call, Side to, std::string_view sdp);
  void on_own_success(sip::Instant now, Call& call);
  void on_own_failure(sip::Instant now, Call& call, int status, const sip::Message* response);
  void refresh_later(sip::Instant now, Call& call, Side side, int status, const sip::Message& response);

  /// Into log and histograms, once the anchor has given the session back.
  void tell_figures(const Call& call, const media::Statistics& statistics);
  /// Once per call, when all is known of it; later calls do nothing.
  void tell_record(Call& call, const media::Statistics& statistics);
  void log(LogLevel level, std::string_view event, const Call& call, std::string_view text);
  [[nodiscard]] const Peer& peer_of(const Call& call, Side side) const {
    return env_.config.peers[call.leg(side).peer];
  }

  Environment& env_;
};

}  // namespace trunkgate::proxy
