// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "media/config.h"
#include "media/control.h"
#include "media/ng/anchor_pool.h"
#include "media/ng/client_output.h"
#include "media/ng/client_session.h"
#include "media/ng/message.h"
#include "media/ng/reply.h"
#include "media/ng/request.h"
#include "media/ng/request_table.h"
#include "media/session/zone.h"
#include "metrics/catalogue.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media::ng {

struct ClientSettings {
  MediaConfig media;                 ///< zones with their policies; the anchors know them by the same names
  std::vector<std::string> anchors;  ///< names for log and metrics, at most anchors_max
};

/// The client end of the ng protocol: the commands of Control in, done by a pool of remote anchors, ours or rtpengine;
/// events out. Pure: no socket, no clock, no randomness of its own. The caller serialises all calls.
///
///   Command → order of its session → Negotiation → request … reply → Negotiation → Event
///
/// What goes to a peer is composed by Negotiation, as with the embedded anchor; of a reply only address, port and keys
/// are taken. A new call goes to the least loaded anchor that is up, and to the next one when that refuses or is
/// silent; then it stays there. When its anchor has been silent for the media timeout of its zones, or does not know it
/// any more, the call gets media_timeout.
class Client final {
 public:
  /// All but `settings` are borrowed; `counters` may be null. Their Labels::anchors must be `settings.anchors`, their
  /// ng_commands ng_command_names().
  Client(ClientSettings settings, ClientOutput& output, KeySource& keys, metrics::Counters* counters);

  /// Sends the first pings.
  void start(Instant now);
  void on_command(Instant now, const Command& command);
  /// `anchor` is the one whose address it came from.
  void on_datagram(Instant now, std::size_t anchor, std::string_view datagram);
  /// The machine of `anchor` says that nobody listens there (RFC 1122 §4.1.3.3).
  void on_refused(Instant now, std::size_t anchor);
  /// Early calls do nothing.
  void on_deadline(Instant now);
  [[nodiscard]] Instant deadline() const;

  [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
  [[nodiscard]] const AnchorPool& anchors() const { return pool_; }

 private:
  using Pending = RequestTable::Pending;

  ClientSession* find(SessionId id);
  ClientSession* find_or_make(const Command& command);
  std::string fresh_token(std::size_t octets);
  void erase(ClientSession& session);
  /// An order of a session that is not there.
  void answer_for_nobody(SessionId session, std::uint8_t reply_to, CommandKind kind, std::uint64_t cookie);
  void finish(Instant now, SessionId id);
  /// Begins the next orders of the session until one waits for the anchor.
  void work(Instant now, SessionId id);

  // What an order asks for. True: a request is under way; false: it is done, and the session perhaps gone.
  bool begin(Instant now, ClientSession& session);
  bool begin_offer(Instant now, ClientSession& session);
  bool begin_answer(Instant now, ClientSession& session);
  bool begin_restore(Instant now, ClientSession& session);
  bool begin_remove(Instant now, ClientSession& session);
  bool begin_query(Instant now, ClientSession& session, Step step);
  [[nodiscard]] bool place(Instant now, ClientSession& session);
  void displace(ClientSession& session);
  bool send(Instant now, ClientSession& session, Step step, const Request& request);
  bool send_offer(Instant now, ClientSession& session, Step step, const RelayBody& body, const OfferTerms& terms);
  bool send_answer(Instant now, ClientSession& session, Step step, const RelayBody& body, Side answerer);

  // Replies, with the same result.
  bool on_reply(Instant now, ClientSession& session, const Reply& reply, Value dictionary);
  bool on_offered(Instant now, ClientSession& session, const Reply& reply);
  bool on_answered(Instant now, ClientSession& session, const Reply& reply);
  bool pass_on(Instant now, ClientSession& session);
  bool on_passed_on(Instant now, ClientSession& session, const Reply& reply);
  bool on_restored(Instant now, ClientSession& session, const Reply& reply);
  bool on_removed(Instant now, ClientSession& session, const Statistics& statistics);
  /// `reason`: empty when there was no reply. `holds`: the anchor may have done what it was asked.
  bool on_failure(Instant now, ClientSession& session, std::string_view reason, bool holds);
  bool on_check_failed(ClientSession& session, bool silent);
  /// Takes over what the anchor opened towards `to`; false when packets could not go there, or somebody's own address
  /// came back.
  [[nodiscard]] bool take_side(ClientSession& session, Side to, std::string_view sdp);
  [[nodiscard]] Statistics figures(Instant now, const ClientSession& session, Value dictionary) const;

  bool refuse(ClientSession& session, Refusal reason);
  void tell(const ClientSession& session, EventKind kind, std::uint64_t cookie);
  void complain(const ClientSession& session, std::string_view reason);

  // Anchors.
  void ping(Instant now, std::size_t anchor);
  void on_expired(Instant now, const Pending& request);
  void on_change(Instant now, std::size_t anchor, AnchorPool::Change change);
  void check(Instant now, ClientSession& session);
  void check_at(ClientSession& session, Instant when);
  [[nodiscard]] Duration media_timeout(const ClientSession& session) const;
  void owe(Instant now, const ClientSession& session);
  void pay(Instant now, std::size_t anchor);
  void on_paid(Instant now, const Pending& request, bool done);
  void count(const Pending& request, metrics::AnchorOutcome outcome);
  void drop(std::size_t anchor, metrics::AnchorDrop reason);
  void publish(std::size_t anchor);

  struct Owed {
    std::string call_id;
    std::string tag;
    Instant due;
  };
  struct AnchorState {
    Instant ping_at = Instant::min();
    bool pinging = false;
    std::deque<Owed> owed;                 // deletes that it was not told
    std::map<std::uint64_t, Owed> paying;  // … that are under way
  };

  ClientSettings settings_;
  std::vector<Zone> zones_;
  ClientOutput& output_;
  KeySource& keys_;
  metrics::Counters* counters_;
  AnchorPool pool_;
  std::vector<AnchorState> states_;
  RequestTable requests_;
  std::unordered_map<SessionId, std::unique_ptr<ClientSession>> sessions_;
  std::set<std::pair<Instant, SessionId>> checks_;
  std::uint64_t next_payment_ = 1;

  std::unique_ptr<Tree> heard_ = std::make_unique<Tree>();
  std::unique_ptr<Tree> said_ = std::make_unique<Tree>();
  std::unique_ptr<Event> event_ = std::make_unique<Event>();
  SdpText scratch_;
};

}  // namespace trunkgate::media::ng
