// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/endpoint/client_side.h"
#include "tests/sim/endpoint/dialog.h"
#include "tests/sim/endpoint/plan.h"
#include "tests/sim/endpoint/server_side.h"

namespace trunkgate::sim {

/// The Min-SE of sites that take no shorter session, when a seed has such.
inline constexpr std::chrono::seconds min_se_demanded{3600};

/// A phone system of one site: calls and is called, holds, hangs up, restarts, and does wrong things on purpose. To add
/// a behaviour: a row in trouble.cpp for how often, a field in plan.h when both ends or the whole call depend on it,
/// and a function in the source named after the part of a call.
class Agent {
 public:
  Agent(World& world, Network& network, std::size_t site);

  void on_packet(const Path& path, const Packet& packet);
  /// `replaced`: a dialog of its own that the new call is to take the place of (RFC 3891).
  void place_call(int call, const DialogPtr& replaced = nullptr);  // caller.cpp
  void options();                                                  // caller.cpp: asks whether the house is there
  /// Hangs up all that is up.
  void end_all();
  /// Forgets everything; its connections are reset.
  void restart();

 private:
  struct Outgoing;  // a call that is being placed
  using OutgoingPtr = std::shared_ptr<Outgoing>;
  using Statuses = std::initializer_list<int>;

  // agent.cpp
  void on_request(const ServerPtr& transaction);
  void on_ack(const TextPtr& ack);
  void on_cancel(const ServerPtr& transaction);
  [[nodiscard]] DialogPtr find(const Text& request) const;
  void later(sip::Duration wait, std::function<void()> task);  ///< not after a restart
  void send(const Text& message, bool wrong = false);
  void send_again(const std::string& bytes);
  void respond(const ServerPtr& transaction, int status);

  // composing.cpp
  [[nodiscard]] Text compose(const Dialog& dialog, const std::string& method, std::uint32_t cseq);
  [[nodiscard]] Text reply(const Text& request, int status, const std::string& tag, int tag_number);
  [[nodiscard]] std::string sdp(int call, int version = 1);
  void add_capabilities(Text& message) const;
  [[nodiscard]] std::string via(const std::string& branch) const;
  [[nodiscard]] std::string contact() const;
  [[nodiscard]] std::string house_uri(const std::string& user) const;
  void add_record_route(Text& message, bool as_caller) const;
  [[nodiscard]] std::string new_branch() { return "z9hG4bK" + marked("b"); }
  [[nodiscard]] std::string marked(const char* what);

  // caller.cpp
  void on_invite_response(const OutgoingPtr& out, const TextPtr& response);
  void on_answer(const OutgoingPtr& out, const TextPtr& response);
  void cancel(const OutgoingPtr& out);
  void send_invite(const OutgoingPtr& out);
  void call_longer(const OutgoingPtr& out, const Text& refusal);
  void acknowledge(const DialogPtr& dialog, const Text& answer, bool with_answer);

  // callee.cpp
  void on_invite(const ServerPtr& transaction);
  void give_final(const ServerPtr& transaction, const CalleePlan& plan, const std::vector<DialogPtr>& forks);
  void challenge(const ServerPtr& transaction, int status);
  void answer(const ServerPtr& transaction, const DialogPtr& dialog);
  [[nodiscard]] DialogPtr make_fork(const Text& invite);

  // reliable.cpp
  /// Of one early dialog at the calling side.
  struct Ringing {
    std::uint32_t rseq = 0;     ///< the last in order
    bool has_answered = false;  ///< it brought an offer, whose answer went out with its PRACK
  };
  using Heard = std::map<std::string, Ringing>;  // by To tag
  void ring_reliably(const ServerPtr& invite, const DialogPtr& dialog, Text ringing);
  void repeat_ringing(const ServerPtr& invite, const DialogPtr& dialog, const std::string& bytes,
                      sip::Duration interval, sip::Duration left);
  void on_prack(const ServerPtr& transaction, const DialogPtr& dialog);
  void acknowledge_ringing(Dialog& dialog, Ringing& heard, const Text& ringing, bool offerless);

  // talk.cpp
  void talk(const DialogPtr& dialog);
  void call_anew(const DialogPtr& dialog);  ///< and replace it
  void hang_up(const DialogPtr& dialog);
  void reinvite(const DialogPtr& dialog);
  void on_reinvite(const ServerPtr& transaction, const DialogPtr& dialog);
  void on_bye(const ServerPtr& transaction, const DialogPtr& dialog);
  void on_reinvite_response(const DialogPtr& dialog, const TextPtr& response, bool offerless);

  // session.cpp
  void ask_session(const DialogPtr& dialog, Text& request);
  void grant_session(const DialogPtr& dialog, const Text& request, Text& ok);
  void take_session(const DialogPtr& dialog, const Text& ok);
  void start_session(const DialogPtr& dialog, std::chrono::seconds interval, bool ours);
  void refresh(const DialogPtr& dialog, std::uint64_t serial);
  void refresh_again(const DialogPtr& dialog);  ///< after a refusal
  /// Whether the INVITE asks for a session that 422 can refuse.
  [[nodiscard]] static bool may_demand_longer(const Text& invite);

  // update.cpp
  void change(const DialogPtr& dialog, bool by_update);
  void update(const DialogPtr& dialog, bool with_offer);
  void on_update_response(const DialogPtr& dialog, const Text& update, const TextPtr& response);
  void on_update(const ServerPtr& transaction, const DialogPtr& dialog);

  // transfer.cpp
  void refer(const DialogPtr& dialog);
  [[nodiscard]] std::string refer_target(const DialogPtr& dialog);
  void on_refer(const ServerPtr& transaction, const DialogPtr& dialog);
  void notify(const DialogPtr& dialog, std::uint32_t refer_cseq, const std::string& status_line);
  void on_notify(const ServerPtr& transaction, const DialogPtr& dialog);
  void on_replacing_invite(const ServerPtr& transaction);

  // wrong_things.cpp
  void misbehave(const DialogPtr& dialog);
  void wrong_request(const Text& request, Statuses expected);
  void send_stray(const Dialog& dialog);
  void send_malformed(const Dialog& dialog);
  void merge(const Text& invite);
  void make_odd(Text& answer, Dialog& dialog);

  World& world_;
  Network& network_;
  const Site& site_;
  std::size_t index_;
  Random random_;
  SitePlan speaks_;
  ClientSide client_;
  ServerSide server_;
  std::vector<DialogPtr> dialogs_;
  std::uint64_t life_ = 0;
  int serial_ = 0;
};

}  // namespace trunkgate::sim
