// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "proxy/flow.h"
#include "tests/sim/packet.h"
#include "tests/sim/site.h"
#include "tests/sim/world.h"

namespace trunkgate::sim {

/// A message at the boundary of the house.
struct Message {
  const Text& text;
  std::string_view bytes;
  proxy::Flow flow;
  bool outside = false;  ///< which zone it came from or goes to
  bool stream = false;
  bool wrong = false;  ///< the sender knows that it is none to be relied on
};

/// A request that the house has sent, until nothing more can come of it.
struct SentRequest {
  std::string bytes;
  std::string branch;
  std::string method;
  std::string call_id;
  std::string from_tag;
  std::string to_tag;
  std::uint32_t cseq = 0;
  int call = 0;
  bool outside = false;
  bool stream = false;
  bool has_body = false;
  bool in_dialog = false;
  proxy::Flow flow;
  sip::Instant first{};
  sip::Instant last{};
  int sendings = 0;
  int status = 0;  ///< of the last response that came in
  bool provisional = false;
  sip::Instant final_at{};  ///< the first final response
  sip::Instant cancelled_at{};
  bool flow_failed = false;
  /// Whether the house must still know it (RFC 3261 §17.1, RFC 6026 §7.2).
  [[nodiscard]] bool alive(sip::Instant now) const;
  [[nodiscard]] bool answered() const { return final_at != sip::Instant{}; }
};

/// A dialog between the house and a site, named from the house.
struct LegDialog {
  bool outside = false;
  bool house_called = false;  ///< the house was the UAC of its INVITE
  std::string call_id;
  std::string ours;
  std::string theirs;
  int call = 0;
  std::string target;               ///< their Contact
  bool target_unseen = false;       ///< their answer had no Contact: what is in force cannot be seen
  std::string former_target;        ///< in force until the re-INVITE that brought the new one is answered
  std::vector<std::string> routes;  ///< as the house must write them
  bool route_known = false;
  bool confirmed = false;  ///< a 2xx has passed between us
  sip::Instant confirmed_at{};
  bool ended = false;  ///< a BYE went out, or came in and was accepted
  bool ended_by_them = false;
  std::uint32_t last_sent_cseq = 0;
};

/// A request that has come in.
struct ReceivedRequest {
  std::string branch;
  std::string method;
  std::string call_id;
  std::string to_tag;
  std::uint32_t cseq = 0;
  int call = 0;
  bool outside = false;
  bool stream = false;
  bool wrong = false;
  bool has_body = false;
  proxy::IpAddress from;
  std::string from_tag;
  sip::Instant first{};
  int responses = 0;
  int status = 0;  ///< final one given
  std::string final_bytes;
  std::string final_tag;
  sip::Instant final_at{};
  sip::Instant last_final{};
  int final_sendings = 0;
  bool acked = false;
  sip::Instant acked_at{};
  bool asks_reliable = false;     ///< Supported or Require has 100rel
  bool demands_reliable = false;  ///< Require has it
  std::uint32_t rseq = 0;         ///< of the last reliable response to it (RFC 3262); 0: none
  bool reliable_sdp = false;      ///< … which holds SDP
  bool pracked = false;           ///< … and is acknowledged
  sip::Instant reliable_at{};     ///< … and went out first then
};

/// What has passed the boundary, boiled down to transactions and dialogs. Written without a look at the product: this
/// is what any observer of the wire can know.
class Books {
 public:
  explicit Books(World& world) : world_(world) {}

  void in(const Message& message);
  /// What came in last could not be read: a 400 to whatever it was is in order.
  void in_unreadable() { unreadable_ = true; }
  [[nodiscard]] bool unreadable() const { return unreadable_; }
  void out(const Message& message);
  void flow_failed(const proxy::Flow& flow);

  /// By branch and method; null when unknown. An ACK names its INVITE's.
  [[nodiscard]] SentRequest* sent(const std::string& branch, const std::string& method) const;
  [[nodiscard]] ReceivedRequest* received(const proxy::IpAddress& from, const std::string& branch,
                                          const std::string& method) const;
  [[nodiscard]] LegDialog* dialog(const std::string& call_id, const std::string& ours, const std::string& theirs) const;
  [[nodiscard]] const std::vector<std::unique_ptr<SentRequest>>& all_sent() const { return sent_; }
  [[nodiscard]] const std::vector<std::unique_ptr<ReceivedRequest>>& all_received() const { return received_; }
  /// Transactions of OPTIONS of the house that it need not have forgotten yet.
  [[nodiscard]] std::uint32_t health_checks_open() const;
  [[nodiscard]] const std::vector<std::unique_ptr<LegDialog>>& dialogs() const { return dialogs_; }

 private:
  void request_in(const Message& message);
  void response_in(const Message& message);
  void request_out(const Message& message);
  void response_out(const Message& message);
  void ack_in(const Message& message);
  void prack_in(const Message& message);
  void reliable_out(ReceivedRequest& invite, const Text& response);
  LegDialog& make_dialog(const std::string& call_id, const std::string& ours, const std::string& theirs);

  World& world_;
  bool unreadable_ = false;
  std::vector<std::unique_ptr<SentRequest>> sent_;
  std::vector<std::unique_ptr<ReceivedRequest>> received_;
  std::vector<std::unique_ptr<LegDialog>> dialogs_;
  std::map<std::string, SentRequest*, std::less<>> sent_index_;
  std::map<std::string, ReceivedRequest*, std::less<>> received_index_;
  std::map<std::string, LegDialog*, std::less<>> dialog_index_;
};

[[nodiscard]] inline bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace trunkgate::sim
