// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/listener.h"

#include "proxy/edge/asio_endpoint.h"
#include "proxy/edge/limits.h"

namespace trunkgate::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

StreamListener::StreamListener(asio::io_context& io, Descriptor listening, int family, std::uint8_t index,
                               ListenerEvents& events)
    : acceptor_(io, family == AF_INET6 ? tcp::v6() : tcp::v4(), listening.release()),
      pause_(io),
      index_(index),
      events_(events) {}

void StreamListener::start() { accept(); }

void StreamListener::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void StreamListener::accept() {
  acceptor_.async_accept([this](const error_code& error, tcp::socket socket) { on_accept(error, std::move(socket)); });
}

void StreamListener::on_accept(const error_code& error, tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (error) {
    // No descriptors left: the waiting connection would wake us again at once, so let some close first.
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](const error_code& stopped) {
      if (!stopped) accept();
    });
    return;
  }
  error_code gone;
  const Endpoint remote = from_tcp(socket.remote_endpoint(gone));
  if (!gone && events_.admit_connection(index_, remote)) {
    events_.on_accepted(index_, remote, std::move(socket));
  } else {
    error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }
  accept();
}

}  // namespace trunkgate::proxy
