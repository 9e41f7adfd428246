// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "proxy/edge/bind.h"

namespace trunkgate::proxy {

/// Whom a listener asks and tells.
class ListenerEvents {
 public:
  virtual ~ListenerEvents() = default;
  /// The source check. False: the socket is closed before a byte is read or written.
  [[nodiscard]] virtual bool admit_connection(std::uint8_t listener, const Endpoint& remote) = 0;
  virtual void on_accepted(std::uint8_t listener, const Endpoint& remote, boost::asio::ip::tcp::socket socket) = 0;
};

/// Accepts connections of one TCP or TLS listener. A refused source gets a reset at once: no TLS handshake, no banner,
/// and no state of its connection stays in our kernel. One thread; outlived by `events`.
class StreamListener {
 public:
  StreamListener(boost::asio::io_context& io, Descriptor listening, int family, std::uint8_t index,
                 ListenerEvents& events);
  void start();
  void stop();

 private:
  void accept();
  void on_accept(const boost::system::error_code& error, boost::asio::ip::tcp::socket socket);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::uint8_t index_;
  ListenerEvents& events_;
};

}  // namespace trunkgate::proxy
