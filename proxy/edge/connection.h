// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/edge/outbox.h"
#include "proxy/flow.h"
#include "sip/error.h"
#include "sip/instant.h"
#include "sip/message/framer.h"

namespace trunkgate::proxy {

/// Why a connection ended.
enum class CloseCause : std::uint8_t {
  none,                   ///< it is open
  peer_closed,            ///< end of stream, with or without close_notify, or reset
  connect_failed,         ///< refused, unreachable, or no local address
  connect_timeout,        ///< no connection, or no TLS, within connect_time_max
  handshake_failed,       ///< TLS: no common version, or the certificate was refused
  handshake_timeout,      ///< an accepted connection that did not finish its handshake
  first_message_timeout,  ///< accepted, and then no message
  message_timeout,        ///< a message began and did not end
  idle,                   ///< nothing for idle_time_max
  malformed,              ///< the stream cannot be cut into messages any more
  outbox_full,            ///< the peer does not read
  closed_here             ///< asked by the core, or the process ends
};
[[nodiscard]] std::string_view to_string(CloseCause cause);

class Connection;

/// Whom a connection tells: the worker, or a test. All calls come from the io_context's thread, never from inside
/// send() or close().
class ConnectionEvents {
 public:
  virtual ~ConnectionEvents() = default;
  /// One whole message; `bytes` are borrowed for the call. The connection may be closed from here.
  virtual void on_stream_message(const Flow& connection, std::span<const char> bytes) = 0;
  /// The framer gave up; the connection closes next.
  virtual void on_stream_malformed(const Flow& connection, sip::ParseError error) = 0;
  /// TLS refused, timed out, and the like are told here. The last call for this connection.
  virtual void on_connection_closed(Connection& connection) = 0;
  /// All messages of one read have been told.
  virtual void on_stream_batch_end() = 0;
};

/// How to reach a peer.
struct DialTarget {
  Flow flow;         ///< the dial flow: listener, remote, peer
  IpAddress local;   ///< bound before connecting; unspecified: the system's choice
  std::string host;  ///< the peer's configured host, for SNI and the name check
};

/// One TCP or TLS connection: reads as a coroutine, cuts the stream into messages, answers keepalive pings
/// (RFC 5626 §4.4.1) and writes from a bounded outbox. Lives until its coroutine has ended. One thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `flow` names this connection (worker, handle, listener, remote). `tls` null: plain TCP.
  Connection(boost::asio::io_context& io, ConnectionEvents& events, const Flow& flow, boost::asio::ssl::context* tls);
  ~Connection();

  void start_accepted(boost::asio::ip::tcp::socket socket);
  void start_dialed(DialTarget target);

  /// Queues `bytes`; they leave in order, once connected. False: the outbox is full or the connection is ending; the
  /// bytes are lost, and a full outbox ends the connection.
  [[nodiscard]] bool send(std::span<const char> bytes);
  /// Ends the connection at the next turn of the loop.
  void close(CloseCause cause);
  /// Closes when one of the timeouts in limits.h has passed.
  void check_timeouts(sip::Instant now);

  [[nodiscard]] const Flow& flow() const { return flow_; }
  /// The flow that asked for this connection; nothing when it was accepted.
  [[nodiscard]] std::optional<Flow> dial_flow() const;
  [[nodiscard]] CloseCause cause() const { return cause_; }
  /// The cause in words, e.g. what was wrong with the certificate. For the log.
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] bool ending() const { return cause_ != CloseCause::none; }

 private:
  using Socket = boost::asio::ip::tcp::socket;
  using Task = boost::asio::awaitable<void>;
  enum class Phase : std::uint8_t { connecting, handshaking, unproven, proven };

  Task run(bool dialed);
  boost::asio::awaitable<bool> connect();
  boost::asio::awaitable<bool> handshake(bool dialed);
  Task read();
  void take_messages();
  void on_malformed(std::span<const char> rest, sip::ParseError error);
  [[nodiscard]] std::span<char> read_room();
  void write();
  void on_written(const boost::system::error_code& error);
  void fail(CloseCause cause, std::string detail);
  void set_options();

  boost::asio::io_context& io_;
  ConnectionEvents& events_;
  Flow flow_;
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  std::optional<DialTarget> target_;
  Phase phase_ = Phase::connecting;
  CloseCause cause_ = CloseCause::none;
  std::string detail_;
  sip::Instant phase_since_;
  sip::Instant last_heard_;
  std::optional<sip::Instant> message_since_;  ///< when the message that is incomplete now began
  Outbox outbox_;
  sip::Framer framer_;
  std::vector<char> buffer_;
  std::size_t buffered_ = 0;
};

}  // namespace trunkgate::proxy
