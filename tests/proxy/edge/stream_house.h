// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "proxy/edge/asio_endpoint.h"
#include "proxy/edge/connection_table.h"
#include "proxy/edge/listener.h"

namespace trunkgate::proxy {

inline const IpAddress loopback = *parse_ip("127.0.0.1");

inline std::string options_request(const std::string& call_id, const std::string& body = {}) {
  return "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bK1\r\nCall-ID: " + call_id +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// One io_context with a listener, the connections that it accepts and those that the test dials; it notes all they
/// say.
class StreamHouse : public ConnectionEvents, public ListenerEvents {
 public:
  struct Closed {
    Flow flow;
    std::optional<Flow> dial_flow;
    CloseCause cause;
    std::string detail;
  };

  explicit StreamHouse(boost::asio::ssl::context* server_tls = nullptr)
      : connections(io, *this, 3), server_tls_(server_tls) {
    Config config;
    config.listeners.push_back({0, Transport::tcp, {loopback, 0}});
    BoundSockets bound = bind_listeners(config, 1);
    address = bound.local[0];
    listener = std::make_unique<StreamListener>(io, std::move(bound.sockets[0][0]), AF_INET, 0,
                                                static_cast<ListenerEvents&>(*this));
    listener->start();
  }
  ~StreamHouse() override {
    listener->stop();
    connections.close_all();
    io.restart();
    io.run_for(std::chrono::seconds(1));
  }

  /// Serves until `done` holds; false when it does not within ten seconds, which only a fault takes.
  template <class Condition>
  [[nodiscard]] bool serve_until(Condition&& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) return false;
      io.restart();
      io.run_one_for(std::chrono::milliseconds(100));
    }
    return true;
  }

  [[nodiscard]] boost::asio::ip::tcp::socket connect() {
    boost::asio::ip::tcp::socket socket(io);
    socket.connect(to_tcp(address));
    return socket;
  }
  /// All that comes until the other side closes.
  [[nodiscard]] std::string read_to_end(boost::asio::ip::tcp::socket& socket) {
    std::string received;
    bool ended = false;
    boost::asio::async_read(socket, boost::asio::dynamic_buffer(received),
                            [&](const auto&, std::size_t) { ended = true; });
    EXPECT_TRUE(serve_until([&] { return ended; }));
    return received;
  }
  [[nodiscard]] std::string read(boost::asio::ip::tcp::socket& socket, std::size_t size) {
    std::string received(size, '\0');
    bool ended = false;
    boost::asio::async_read(socket, boost::asio::buffer(received), [&](const auto&, std::size_t) { ended = true; });
    EXPECT_TRUE(serve_until([&] { return ended; }));
    return received;
  }

  void on_stream_message(const Flow& connection, std::span<const char> bytes) override {
    messages.emplace_back(bytes.begin(), bytes.end());
    flows.push_back(connection);
  }
  void on_stream_malformed(const Flow&, sip::ParseError error) override { malformed.push_back(error); }
  void on_connection_closed(Connection& connection) override {
    closed.push_back({connection.flow(), connection.dial_flow(), connection.cause(), connection.detail()});
    connections.remove(connection);
  }
  void on_stream_batch_end() override {}
  bool admit_connection(std::uint8_t, const Endpoint&) override { return admit; }
  void on_accepted(std::uint8_t index, const Endpoint& remote, boost::asio::ip::tcp::socket socket) override {
    if (Connection* made = connections.accept(index, remote, std::move(socket), server_tls_))
      accepted.push_back(made->flow());
  }

  boost::asio::io_context io{1};
  ConnectionTable connections;
  std::unique_ptr<StreamListener> listener;
  Endpoint address;
  bool admit = true;
  std::vector<Flow> accepted;
  std::vector<std::string> messages;
  std::vector<Flow> flows;
  std::vector<sip::ParseError> malformed;
  std::vector<Closed> closed;

 private:
  boost::asio::ssl::context* server_tls_;
};

}  // namespace trunkgate::proxy
