// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "proxy/edge/connection.h"

namespace trunkgate::proxy {

/// All connections of one worker, by handle; those that we opened also by (listener, remote, peer), so that a peer has
/// one connection per address. The peer is part of the key: a connection whose certificate was checked for one host
/// name must never carry another's calls (CVE-2020-15260). One thread.
class ConnectionTable {
 public:
  ConnectionTable(boost::asio::io_context& io, ConnectionEvents& events, std::uint8_t worker);

  /// Takes in an accepted socket. Null when the table is full, or this source holds its share of it already.
  Connection* accept(std::uint8_t listener, const Endpoint& remote, boost::asio::ip::tcp::socket socket,
                     boost::asio::ssl::context* tls);
  /// The connection for a dial flow: the one that lives, else a new one that is being opened. Null when full.
  Connection* dial(const DialTarget& target, boost::asio::ssl::context* tls);
  /// The connection for a dial flow when there is one already.
  [[nodiscard]] Connection* find_dialed(const Flow& dial_flow);
  /// Null when the handle's connection is gone.
  [[nodiscard]] Connection* find(std::uint32_t handle);

  /// Forgets a connection that has ended. Its owner is then its own last coroutine.
  void remove(const Connection& connection);
  void check_timeouts(sip::Instant now);
  void close_all();
  [[nodiscard]] std::size_t size() const { return slots_.size() - free_.size(); }

 private:
  struct Slot {
    std::shared_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };
  struct Dialed {
    Flow dial_flow;
    std::uint32_t handle;
  };

  std::shared_ptr<Connection> make(Flow flow, boost::asio::ssl::context* tls);
  [[nodiscard]] std::size_t count_from(const IpAddress& source) const;

  boost::asio::io_context& io_;
  ConnectionEvents& events_;
  std::uint8_t worker_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<Dialed> dialed_;
};

}  // namespace trunkgate::proxy
