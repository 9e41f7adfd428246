// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tests/sim/network.h"

namespace trunkgate::sim {

/// Requests of one endpoint until they are answered, RFC 3261 §17.1: repeats them over datagrams, acknowledges failures
/// of INVITE, and says when nothing came in 64*T1.
class ClientSide {
 public:
  /// Null: no answer came.
  using OnResponse = std::function<void(const TextPtr&)>;

  ClientSide(World& world, Network& network) : world_(world), network_(network) {}

  /// `copies`: how often each sending is sent.
  void start(const Text& request, const Path& path, OnResponse on_response, int copies = 1);
  void on_response(const TextPtr& response);
  void clear();

 private:
  struct Transaction {
    Text request;
    std::string bytes;
    TextPtr text;
    Path path;
    OnResponse on_response;
    sip::Instant give_up;
    std::chrono::milliseconds interval{};
    int copies = 1;
    bool invite = false;
    bool provisional = false;
    bool finished = false;
    std::string ack;
  };
  using TransactionPtr = std::shared_ptr<Transaction>;
  void send(const Transaction& transaction, const std::string& bytes);
  void wait(const TransactionPtr& transaction);
  [[nodiscard]] static Text ack_for(const Transaction& transaction, const Text& response);

  World& world_;
  Network& network_;
  std::map<std::string, TransactionPtr> transactions_;
};

}  // namespace trunkgate::sim
