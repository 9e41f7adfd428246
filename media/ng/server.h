// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "media/config.h"
#include "media/control.h"
#include "media/instant.h"
#include "media/ng/call_table.h"
#include "media/ng/figures.h"
#include "media/ng/message.h"
#include "media/ng/reply_cache.h"
#include "media/ng/server_output.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media::ng {

struct ServerSettings {
  std::vector<std::string> zones;  ///< names that `direction` may give, in the order of MediaConfig::zones
  std::vector<CidrBlock> allow;    ///< who may send commands; all others get silence
  std::chrono::seconds delete_delay = delete_delay_default;
  std::int64_t unix_time = 0;  ///< seconds since 1970 when `started`
  Instant started{};
};

/// The server end of the ng protocol: commands in, each done by an anchor behind Control, replies out. Pure: no socket,
/// no clock. The caller serialises all calls and brings the anchor's events, whose reply_to is always 0.
///
///   datagram → source check → reply cache → message → request → dialogue → Command … Event → reply
class Server final : private FlagSink {
 public:
  /// All but `settings` are borrowed; `counters` may be null. Their Labels::ng_commands must be ng_command_names().
  Server(ServerSettings settings, Control& anchor, ServerOutput& output, metrics::Counters* counters);

  void on_datagram(Instant now, const Peer& peer, std::string_view datagram);
  void on_event(const Event& event);
  /// Ends what was deleted with a delay; early calls do nothing.
  void on_deadline(Instant now);
  [[nodiscard]] Instant deadline() const;

  /// The sessions of a call, one per branch; none when it is not known.
  [[nodiscard]] std::vector<SessionId> sessions_of(std::string_view call_id);

  /// From now on a call that we do not know is refused, so that its client tries another server.
  void drain() { draining_ = true; }
  [[nodiscard]] bool draining() const { return draining_; }
  void set_delete_delay(std::chrono::seconds delay) { settings_.delete_delay = delay; }
  void set_allow(std::vector<CidrBlock> allow) { settings_.allow = std::move(allow); }
  [[nodiscard]] std::size_t call_count() const { return calls_.size(); }

 private:
  /// A command that waits for events of the anchor.
  struct Waiting {
    Peer peer;
    std::string cookie;
    Encoding encoding = Encoding::bencode;
    Verb verb = Verb::ping;
    SessionId session = 0;                   ///< of an offer or answer
    std::vector<DialogueFigures> dialogues;  ///< of a query or delete
    std::size_t outstanding = 0;
  };
  /// The message being read, whom it is from and when it came.
  struct Input {
    Instant now;
    const Peer& peer;
    Message message;
    Request request;
  };

  void not_honoured(std::string_view name, std::string_view value) override;

  void serve(Input& input);
  void serve_offer(Input& input);
  void serve_answer(Input& input);
  void serve_delete(Input& input);
  void serve_query(Input& input);
  void serve_list(Input& input);
  void serve_statistics(Input& input);

  /// Fills in the zones of a new dialogue; false when one is not known, which is replied.
  [[nodiscard]] bool choose_zones(Input& input, Dialogue& dialogue);
  void ask_anchor(Input& input, const Match& match, CommandKind kind);
  void ask_figures(Input& input, std::vector<Dialogue*> dialogues, bool remove);
  [[nodiscard]] std::vector<Dialogue*> concerned(const Input& input);
  void forget(Dialogue& dialogue);
  [[nodiscard]] bool post_remove(SessionId session);
  /// The session is about to be removed: its figures are told when the anchor gives them.
  void expect_end(const Dialogue& dialogue) { ending_.emplace(dialogue.session, dialogue.call->call_id); }
  void on_removed(const Event& event);
  std::uint64_t wait_for(const Input& input, std::size_t outstanding);

  void on_sdp_or_refusal(const Event& event, const Waiting& waiting);
  void on_media_timeout(const Event& event);

  void repeat(const Peer& peer, std::string_view datagram);
  void fail(const Input& input, std::string_view reason);
  void reply(const Input& input, const Reply& content);
  /// Writes `root` and sends it.
  void send(const Peer& peer, std::string_view cookie, Encoding encoding, Value root);
  void count(Verb verb, bool good) const;
  [[nodiscard]] std::int64_t unix_of(Instant time) const;

  ServerSettings settings_;
  Control& anchor_;
  ServerOutput& output_;
  metrics::Counters* counters_;
  bool draining_ = false;

  CallTable calls_;
  ReplyCache replies_;
  std::unordered_map<std::uint64_t, Waiting> waiting_;  // by cookie of the Command
  std::set<std::pair<Instant, SessionId>> deletions_;   // by time
  std::deque<SessionId> unposted_;                      // removals that found the anchor's queue full
  std::unordered_map<SessionId, std::string> ending_;   // Call-ID of those whose removal was asked for
  Instant retry_at_ = Instant::min();
  std::set<std::string, std::less<>> complaints_;
  ServerFigures figures_;
  SessionId next_session_ = 1;
  std::uint64_t next_cookie_ = 1;

  std::unique_ptr<Tree> heard_ = std::make_unique<Tree>();  // what was read
  std::unique_ptr<Tree> said_ = std::make_unique<Tree>();   // what is replied
  std::unique_ptr<Command> command_ = std::make_unique<Command>();
  std::vector<char> room_ = std::vector<char>(datagram_size_max);
};

/// The values of the label `command`: those of Verb in their order, then "other".
[[nodiscard]] std::vector<std::string> ng_command_names();

}  // namespace trunkgate::media::ng
