// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tests/sim/network.h"

namespace trunkgate::sim {

/// A request that an endpoint has got, and what it said to it.
struct ServerTransaction {
  TextPtr request;
  Path path;
  std::string last;  ///< response
  int status = 0;
  bool acked = false;
  bool closed = false;  ///< sends nothing more
  std::chrono::milliseconds interval{};
  sip::Instant give_up{};
  std::function<void()> on_ack_missing;  ///< of a 2xx
};
using ServerPtr = std::shared_ptr<ServerTransaction>;

/// Requests at one endpoint, RFC 3261 §17.2 and §13.3.1.4: recognises repeated ones, repeats final answers to INVITE
/// until their ACK.
class ServerSide {
 public:
  ServerSide(World& world, Network& network) : world_(world), network_(network) {}

  /// Null when the request is a repeated one, which is dealt with here.
  [[nodiscard]] ServerPtr on_request(const TextPtr& request, const Path& path);
  /// The INVITE that an ACK for a failure or a CANCEL belongs to.
  [[nodiscard]] ServerPtr invite_of(const TextPtr& request) const;
  void respond(const ServerPtr& transaction, const Text& response);
  /// A provisional response as it was; nothing once there is a final one.
  void repeat_provisional(const ServerPtr& transaction, const std::string& bytes);
  /// Another answer to the same INVITE, as of a second fork, repeated on its own until acked.
  [[nodiscard]] ServerPtr answer_again(const ServerPtr& transaction, const Text& response);
  void clear();

 private:
  void send(const ServerTransaction& transaction);
  void repeat(const ServerPtr& transaction);

  World& world_;
  Network& network_;
  std::map<std::string, ServerPtr> transactions_;
};

}  // namespace trunkgate::sim
