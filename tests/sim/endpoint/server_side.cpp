// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/endpoint/server_side.h"

#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

ServerPtr ServerSide::on_request(const TextPtr& request, const Path& path) {
  ServerPtr& known = transactions_[request->branch + ' ' + request->method()];
  if (known) {
    known->path = path;
    if (!known->last.empty() && !known->closed && !(known->acked && is_success(known->status))) send(*known);
    return nullptr;
  }
  known = std::make_shared<ServerTransaction>();
  known->request = request;
  known->path = path;
  return known;
}

ServerPtr ServerSide::invite_of(const TextPtr& request) const {
  const auto found = transactions_.find(request->branch + " INVITE");
  return found == transactions_.end() ? nullptr : found->second;
}

void ServerSide::respond(const ServerPtr& transaction, const Text& response) {
  if (transaction->closed || transaction->status >= 200) return;
  transaction->last = response.bytes();
  transaction->status = response.status();
  send(*transaction);
  if (transaction->status < 200 || transaction->request->method() != "INVITE") return;
  transaction->interval = t1;
  transaction->give_up = world_.now() + t1_64;
  repeat(transaction);
}

void ServerSide::repeat_provisional(const ServerPtr& transaction, const std::string& bytes) {
  if (transaction->closed || transaction->status >= 200) return;
  network_.from_site(transaction->path, {bytes, Text::parse(bytes)});
}

ServerPtr ServerSide::answer_again(const ServerPtr& transaction, const Text& response) {
  auto other = std::make_shared<ServerTransaction>();
  other->request = transaction->request;
  other->path = transaction->path;
  transactions_[other->request->branch + " again " + std::to_string(transactions_.size())] = other;
  respond(other, response);
  return other;
}

void ServerSide::send(const ServerTransaction& transaction) {
  network_.from_site(transaction.path, {transaction.last, Text::parse(transaction.last)});
}

void ServerSide::repeat(const ServerPtr& transaction) {
  const bool repeats = transaction->path.connection == 0 || is_success(transaction->status);
  const auto wake =
      repeats ? std::min(world_.now() + transaction->interval, transaction->give_up) : transaction->give_up;
  world_.scheduler.at(wake, [this, transaction] {
    if (transaction->acked || transaction->closed) return;
    if (world_.now() >= transaction->give_up) {
      transaction->closed = true;
      if (transaction->on_ack_missing) transaction->on_ack_missing();
      return;
    }
    send(*transaction);
    transaction->interval = std::min(2 * transaction->interval, t2);
    repeat(transaction);
  });
}

void ServerSide::clear() {
  for (auto& [key, transaction] : transactions_)
    if (transaction) transaction->closed = true;
  transactions_.clear();
}

}  // namespace trunkgate::sim
