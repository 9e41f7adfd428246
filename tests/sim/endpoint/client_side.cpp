// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/endpoint/client_side.h"

#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

namespace {

std::string key_of(const std::string& branch, const std::string& method) { return branch + ' ' + method; }

}  // namespace

void ClientSide::start(const Text& request, const Path& path, OnResponse on_response, int copies) {
  auto transaction = std::make_shared<Transaction>();
  transaction->request = request;
  transaction->bytes = request.bytes();
  transaction->text = Text::parse(transaction->bytes);
  transaction->path = path;
  transaction->on_response = std::move(on_response);
  transaction->give_up = world_.now() + t1_64;
  transaction->interval = t1;
  transaction->copies = copies;
  transaction->invite = request.method() == "INVITE";
  transactions_[key_of(parameter(request.first("Via"), "branch"), request.method())] = transaction;
  send(*transaction, transaction->bytes);
  wait(transaction);
}

void ClientSide::send(const Transaction& transaction, const std::string& bytes) {
  for (int copy = 0; copy < transaction.copies; ++copy)
    network_.from_site(transaction.path, {bytes, Text::parse(bytes)});
}

void ClientSide::wait(const TransactionPtr& transaction) {
  const bool repeats = transaction->path.connection == 0;
  const auto wake =
      repeats ? std::min(world_.now() + transaction->interval, transaction->give_up) : transaction->give_up;
  world_.scheduler.at(wake, [this, transaction] {
    if (transaction->finished || (transaction->invite && transaction->provisional)) return;
    if (world_.now() >= transaction->give_up) {
      transaction->finished = true;
      if (transaction->on_response) transaction->on_response(nullptr);
      return;
    }
    send(*transaction, transaction->bytes);
    transaction->interval *= 2;
    if (!transaction->invite) transaction->interval = std::min(transaction->interval, t2);
    wait(transaction);
  });
}

void ClientSide::on_response(const TextPtr& response) {
  const auto found = transactions_.find(key_of(response->branch, response->method()));
  if (found == transactions_.end()) return;
  const TransactionPtr transaction = found->second;
  if (response->status() < 200) {
    if (!transaction->finished) transaction->provisional = true;
  } else if (transaction->invite && response->status() >= 300) {
    if (transaction->ack.empty()) transaction->ack = ack_for(*transaction, *response).bytes();
    send(*transaction, transaction->ack);
  }
  const bool again_2xx = transaction->invite && response->status() >= 200 && response->status() < 300;
  if (transaction->finished && !again_2xx) return;
  if (response->status() >= 200) transaction->finished = true;
  if (transaction->on_response) transaction->on_response(response);
}

Text ClientSide::ack_for(const Transaction& transaction, const Text& response) {
  const Text& invite = transaction.request;
  Text ack = Text::request("ACK", invite.uri());
  ack.add("Via", invite.first("Via"));
  for (const auto& route : invite.all("Route")) ack.add("Route", route);
  ack.add("Max-Forwards", "70").add("From", invite.first("From")).add("To", response.first("To"));
  ack.add("Call-ID", invite.first("Call-ID"));
  const std::string& cseq = invite.first("CSeq");
  return ack.add("CSeq", cseq.substr(0, cseq.find(' ')) + " ACK");
}

void ClientSide::clear() {
  for (auto& [key, transaction] : transactions_) transaction->finished = true;
  transactions_.clear();
}

}  // namespace trunkgate::sim
