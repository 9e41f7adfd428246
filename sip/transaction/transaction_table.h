// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sip/flow_id.h"
#include "sip/transaction/action.h"
#include "sip/transaction/buffer_pool.h"
#include "sip/transaction/invite_client.h"
#include "sip/transaction/invite_server.h"
#include "sip/transaction/key_index.h"
#include "sip/transaction/non_invite_client.h"
#include "sip/transaction/non_invite_server.h"
#include "sip/transaction/timer_wheel.h"

namespace trunkgate::sip {

/// Bounds of a Layer, fixed at its construction.
struct TransactionSettings {
  std::uint32_t client_max = 4096;
  std::uint32_t server_max = 4096;
  KeySeed seed;  ///< unguessable in a running system
};

/// One live transaction: its machine, what it matches, and what it may have to send again.
struct Transaction {
  using Machine = std::variant<std::monostate, InviteClient, NonInviteClient, InviteServer, NonInviteServer>;

  Machine machine;
  FlowId flow;
  std::uint64_t user = 0;
  Key key;
  Key merge;  // of a server transaction, when has_merge
  BufferId request;
  BufferId reply;  // server: the last response; client: the ACK for a failure
  TimerId timer;
  Instant armed = never;  // what `timer` runs until
  std::uint32_t generation = 1;
  std::uint32_t next = UINT32_MAX;  // in the free or the ended list
  bool has_merge = false;
  bool live = false;
  bool flow_failed = false;  // to be told to the machine at its next deadline
};

/// The pool of transactions with its indexes, buffers and timers. Knows what a transaction needs, not what it does.
class TransactionTable {
 public:
  explicit TransactionTable(const TransactionSettings& settings);

  /// nullptr when the pool is full. The caller sets the machine and calls arm().
  Transaction* add_client(const Key& key, std::span<const char> request, const FlowId& flow);
  Transaction* add_server(const Key& key, std::span<const char> request, const FlowId& flow);
  void add_merge(Transaction& server, const Key& merge);

  /// nullptr when there is none or it has ended.
  [[nodiscard]] Transaction* client(const Key& key) { return at(clients_.find(key)); }
  [[nodiscard]] Transaction* server(const Key& key) { return at(servers_.find(key)); }
  [[nodiscard]] Transaction* merged(const Key& merge) { return at(merges_.find(merge)); }
  [[nodiscard]] Transaction* live(TransactionId id);
  /// Also one that ended since the last reap().
  [[nodiscard]] const Transaction* readable(TransactionId id) const;
  [[nodiscard]] TransactionId id_of(const Transaction& transaction) const;

  /// Brings the one wheel entry of the transaction in line with `at`.
  void arm(Transaction& transaction, Instant at);
  [[nodiscard]] Transaction* take_due(Instant now);
  /// Marks every transaction on the flow and makes it due now.
  void fail_flow(Instant now, const FlowId& flow);
  /// Ends the transaction; its bytes stay readable until reap().
  void end(Transaction& transaction);
  /// Gives the buffer back at the next reap().
  void release_later(BufferId& buffer);
  /// Frees what ended before. Called at the start of every event.
  void reap();

  [[nodiscard]] BufferPool& buffers() { return buffers_; }
  [[nodiscard]] const BufferPool& buffers() const { return buffers_; }
  [[nodiscard]] Instant deadline() const { return wheel_.deadline(); }
  [[nodiscard]] std::uint32_t client_count() const { return client_count_; }
  [[nodiscard]] std::uint32_t server_count() const { return server_count_; }
  [[nodiscard]] std::uint32_t timer_count() const { return wheel_.size(); }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  Transaction* add(std::uint32_t& free, std::span<const char> request, const FlowId& flow);
  [[nodiscard]] Transaction* at(std::uint32_t index) { return index == none ? nullptr : &transactions_[index]; }
  [[nodiscard]] std::uint32_t index_of(const Transaction& transaction) const;
  void free_ended(std::uint32_t index);

  std::uint32_t client_max_;
  std::vector<Transaction> transactions_;  // clients, then servers
  KeyIndex clients_;
  KeyIndex servers_;
  KeyIndex merges_;
  BufferPool buffers_;
  TimerWheel wheel_;
  BufferId parting_;
  std::uint32_t free_client_ = none;
  std::uint32_t free_server_ = none;
  std::uint32_t ended_ = none;
  std::uint32_t client_count_ = 0;
  std::uint32_t server_count_ = 0;
};

}  // namespace trunkgate::sip
