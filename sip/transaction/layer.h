// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sip/flow_id.h"
#include "sip/instant.h"
#include "sip/message/message.h"
#include "sip/transaction/action.h"
#include "sip/transaction/key.h"
#include "sip/transaction/transaction_table.h"

namespace trunkgate::sip {

/// What a request is to the user.
struct RequestVerdict {
  enum Kind : std::uint8_t {
    fresh,       ///< `transaction` is a new server transaction: answer it
    absorbed,    ///< a retransmission, or the ACK for a failure; nothing to do
    ack,         ///< an ACK for a 2xx: find its dialog, send it on, confirm() the INVITE
    cancel,      ///< `transaction` is the CANCEL's own: answer 200, or 481 when `cancelled` is none
    overloaded,  ///< no room for a transaction: answer 503 without one, or drop
    merged,      ///< §8.2.2.2, the same request came over another path: answer `transaction` with 482
  } kind = absorbed;
  TransactionId transaction;
  TransactionId cancelled;  ///< of `cancel`: the INVITE that it hits, which may have its final response already
  std::uint64_t user = 0;   ///< of `cancelled`, or of the transaction that absorbed; 0 when there is none
};

/// What a response is to the user. Look at it before the actions of the same call.
struct ResponseVerdict {
  enum Kind : std::uint8_t {
    pass,      ///< concerns the user; each 2xx to INVITE passes for 64*T1, also repeated ones and other forks
    absorbed,  ///< a retransmission
    stray,     ///< belongs to no transaction: RFC 6026 §7.2 wants it dropped
  } kind = stray;
  TransactionId transaction;
  std::uint64_t user = 0;
};

/// All transactions of one worker, RFC 3261 §17. Answers retransmissions, retransmits, acknowledges failures; the user
/// above sees each event once. Sans-IO: speaks through Actions, which must have room for eight more at every call and
/// be drained after it. Pools are sized at construction; no call allocates. Not thread-safe.
class Layer {
 public:
  using Settings = TransactionSettings;
  explicit Layer(const Settings& settings);

  RequestVerdict on_request(Instant now, const Message& request, const FlowId& flow, Actions& out);
  ResponseVerdict on_response(Instant now, const Message& response, Actions& out);
  /// The client transaction that a response would be given to; none for a stray one. Changes nothing.
  [[nodiscard]] TransactionId client_of(const Message& response);
  /// Every transaction on that flow reports transport_failed; those that find no room in `out` do so in on_deadline.
  void on_flow_failed(Instant now, const FlowId& flow, Actions& out);
  /// Handles as much as fits in `out`; call again while deadline() <= now.
  void on_deadline(Instant now, Actions& out);

  /// Starts a client transaction and sends `request`, which is copied. No id when there is no room for it. After a
  /// CANCEL (same branch) the INVITE that still rings has 64*T1 for its final response, then timed_out (§9.1).
  TransactionId start_client(Instant now, Method method, std::string_view branch, std::span<const char> request,
                             const FlowId& flow, std::uint64_t user, Actions& out);
  /// 1xx or final; `response` is copied. A 2xx to INVITE is retransmitted until confirm(); 64*T1 later ack_missing.
  /// A response after the final one is ignored, save further 2xx to INVITE. A dead id is ignored.
  void respond(Instant now, TransactionId server, int status, std::span<const char> response, Actions& out);
  /// Sends the last provisional response again: a reliable one that waits for its PRACK (RFC 3262 §3).
  void repeat(Instant now, TransactionId server, Actions& out);
  /// The dialog saw the ACK for the 2xx.
  void confirm(Instant now, TransactionId invite_server, Actions& out);
  void set_user(TransactionId id, std::uint64_t user);

  /// The wire bytes of a client's request, until it is finished, or of a server's, until its final response; then still
  /// until the next call that takes `now`. Empty for a dead id.
  [[nodiscard]] std::span<const char> request_of(TransactionId id) const;
  [[nodiscard]] FlowId flow_of(TransactionId id) const;
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] std::uint32_t client_count() const { return table_.client_count(); }
  [[nodiscard]] std::uint32_t server_count() const { return table_.server_count(); }
  [[nodiscard]] std::uint32_t timer_count() const { return table_.timer_count(); }
  [[nodiscard]] std::uint32_t buffer_count() const { return table_.buffers().used(); }

 private:
  RequestVerdict on_ack(Instant now, const Message& request, Actions& out);
  Transaction* start_server(Instant now, const Message& request, const Key& key, const FlowId& flow);
  void keep_ack(Transaction& transaction, const Message& response);
  bool apply(Transaction& transaction, const Steps& steps, Actions& out, std::span<const char> response = {});
  void cancel_invite(Instant now, std::string_view branch);
  [[nodiscard]] Action action(ActionKind kind, const Transaction& transaction) const;

  KeySeed seed_;
  TransactionTable table_;
  Message sent_;  // the stored INVITE, indexed again to compose its ACK
};

}  // namespace trunkgate::sip
