// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/transaction_table.h"

#include <chrono>

namespace trunkgate::sip {
namespace {

// A transaction keeps its request and one reply, mostly of 500 to 2000 bytes. Larger ones are few: CUCM's with many
// codecs, multipart bodies. When a class runs out the next larger one serves, and past all of them the layer is full.
BufferPool::Counts buffer_counts(std::uint32_t transaction_max) {
  return {2 * transaction_max, 2 * transaction_max, transaction_max / 4 + 16, transaction_max / 64 + 4};
}

}  // namespace

TransactionTable::TransactionTable(const TransactionSettings& settings)
    : client_max_(settings.client_max),
      transactions_(settings.client_max + settings.server_max),
      clients_(settings.client_max),
      servers_(settings.server_max),
      merges_(settings.server_max),
      buffers_(buffer_counts(settings.client_max + settings.server_max)),
      wheel_(settings.client_max + settings.server_max) {
  for (auto index = static_cast<std::uint32_t>(transactions_.size()); index-- > 0;) {
    auto& free = index < client_max_ ? free_client_ : free_server_;
    transactions_[index].next = free;
    free = index;
  }
}

Transaction* TransactionTable::add_client(const Key& key, std::span<const char> request, const FlowId& flow) {
  if (clients_.find(key) != none) return nullptr;  // §8.1.1.7: a branch is unique; this one is in use
  Transaction* client = add(free_client_, request, flow);
  if (client == nullptr) return nullptr;
  client->key = key;
  clients_.insert(key, index_of(*client));
  ++client_count_;
  return client;
}

Transaction* TransactionTable::add_server(const Key& key, std::span<const char> request, const FlowId& flow) {
  Transaction* server = add(free_server_, request, flow);
  if (server == nullptr) return nullptr;
  server->key = key;
  servers_.insert(key, index_of(*server));
  ++server_count_;
  return server;
}

Transaction* TransactionTable::add(std::uint32_t& free, std::span<const char> request, const FlowId& flow) {
  if (free == none) return nullptr;
  BufferId buffer = buffers_.store(request);
  if (!buffer) return nullptr;
  Transaction& transaction = transactions_[free];
  free = transaction.next;
  transaction.next = none;
  transaction.flow = flow;
  transaction.user = 0;
  transaction.request = buffer;
  transaction.live = true;
  return &transaction;
}

void TransactionTable::add_merge(Transaction& server, const Key& merge) {
  server.merge = merge;
  server.has_merge = true;
  merges_.insert(merge, index_of(server));
}

Transaction* TransactionTable::live(TransactionId id) {
  if (!id || id.index >= transactions_.size()) return nullptr;
  Transaction& transaction = transactions_[id.index];
  return transaction.live && transaction.generation == id.generation ? &transaction : nullptr;
}

const Transaction* TransactionTable::readable(TransactionId id) const {
  if (!id || id.index >= transactions_.size()) return nullptr;
  const Transaction& transaction = transactions_[id.index];
  return transaction.generation == id.generation ? &transaction : nullptr;
}

TransactionId TransactionTable::id_of(const Transaction& transaction) const {
  return {index_of(transaction), transaction.generation};
}

std::uint32_t TransactionTable::index_of(const Transaction& transaction) const {
  return static_cast<std::uint32_t>(&transaction - transactions_.data());
}

void TransactionTable::arm(Transaction& transaction, Instant at) {
  if (transaction.timer && transaction.armed == at) return;
  wheel_.stop(transaction.timer);
  transaction.timer = wheel_.start(at, index_of(transaction));
  transaction.armed = at;
}

Transaction* TransactionTable::take_due(Instant now) {
  const auto index = wheel_.take_due(now);
  if (!index) return nullptr;
  Transaction& transaction = transactions_[*index];
  transaction.timer = {};
  transaction.armed = never;
  return &transaction;
}

void TransactionTable::fail_flow(Instant now, const FlowId& flow) {
  // The wheel rounds up to its tick, but what a lost connection ends must not live until the next one.
  const auto at = std::chrono::floor<std::chrono::milliseconds>(now);
  for (auto& transaction : transactions_) {
    if (!transaction.live || transaction.flow != flow) continue;
    transaction.flow_failed = true;
    arm(transaction, at);
  }
}

void TransactionTable::end(Transaction& transaction) {
  wheel_.stop(transaction.timer);
  transaction.timer = {};
  transaction.live = false;
  const auto index = index_of(transaction);
  if (index < client_max_) {
    clients_.erase(transaction.key);
    --client_count_;
  } else {
    servers_.erase(transaction.key);
    if (transaction.has_merge) merges_.erase(transaction.merge);
    --server_count_;
  }
  transaction.next = ended_;
  ended_ = index;
}

void TransactionTable::release_later(BufferId& buffer) {
  buffers_.release(parting_);
  parting_ = buffer;
  buffer = {};
}

void TransactionTable::reap() {
  buffers_.release(parting_);
  while (ended_ != none) {
    const auto index = ended_;
    ended_ = transactions_[index].next;
    free_ended(index);
  }
}

void TransactionTable::free_ended(std::uint32_t index) {
  Transaction& transaction = transactions_[index];
  buffers_.release(transaction.request);
  buffers_.release(transaction.reply);
  transaction.machine = std::monostate{};
  transaction.armed = never;
  transaction.has_merge = false;
  transaction.flow_failed = false;
  if (++transaction.generation == 0) transaction.generation = 1;
  auto& free = index < client_max_ ? free_client_ : free_server_;
  transaction.next = free;
  free = index;
}

}  // namespace trunkgate::sip
