// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.h"

#include <thread>
#include <utility>

#include <prometheus/text_serializer.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace trunkgate::metrics {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

Response metrics_page(const ExpositionSettings& settings) {
  std::vector<prometheus::MetricFamily> families;
  for (const prometheus::Collectable* source : settings.collectables) {
    auto collected = source->Collect();
    families.insert(families.end(), std::make_move_iterator(collected.begin()),
                    std::make_move_iterator(collected.end()));
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8", prometheus::TextSerializer{}.Serialize(families)};
}

Response readiness_page(const ExpositionSettings& settings) {
  const Readiness state = settings.readiness ? settings.readiness() : Readiness{true, "ready"};
  return {state.ready ? 200U : 503U, "text/plain; charset=utf-8", state.reason + "\n"};
}

Response page(const ExpositionSettings& settings, std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/metrics") return metrics_page(settings);
  if (path == "/healthz") return {200, "text/plain; charset=utf-8", "alive\n"};
  if (path == "/readyz") return readiness_page(settings);
  if (settings.pages) {
    if (auto response = settings.pages(path)) return std::move(*response);
  }
  return {404, "text/plain; charset=utf-8", "no such page\n"};
}

/// What a request that cannot be read gets; 0: nothing, the client is gone or too slow.
unsigned status_of(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit || error == http::error::unexpected_body) return 413;
  if (error.category() == make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
      error != http::error::partial_message) {
    return 400;
  }
  return 0;
}

/// One connection. Keeps itself alive through its pending operation.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const ExpositionSettings& settings, std::size_t& open)
      : stream_(std::move(socket)), buffer_(settings.header_size_max), settings_(settings), open_(open) {
    ++open_;
  }
  ~Connection() { --open_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(settings_.header_size_max));
    parser_->body_limit(0);
    // One deadline for the whole request, so that a byte now and then does not hold the connection.
    stream_.expires_after(settings_.request_timeout);
    http::async_read(stream_, buffer_, *parser_, beast::bind_front_handler(&Connection::on_read, shared_from_this()));
  }

 private:
  void on_read(error_code error, std::size_t) {
    if (error) {
      if (const unsigned status = status_of(error))
        write({status, "text/plain; charset=utf-8", "refused\n"}, false, false);
      return;
    }
    const auto& request = parser_->get();
    const bool head = request.method() == http::verb::head;
    if (!head && request.method() != http::verb::get) {
      return write({405, "text/plain; charset=utf-8", "GET or HEAD\n"}, false, false);
    }
    const std::string_view target{request.target().data(), request.target().size()};
    write(page(settings_, target), head, request.keep_alive());
  }

  void write(Response page, bool head, bool keep_alive) {
    response_ = {};
    response_.version(11);
    response_.result(page.status);
    response_.set(http::field::content_type, page.content_type);
    response_.set(http::field::cache_control, "no-store");
    if (page.status == 405) response_.set(http::field::allow, "GET, HEAD");
    response_.keep_alive(keep_alive);
    response_.content_length(page.body.size());
    if (!head) response_.body() = std::move(page.body);
    stream_.expires_after(settings_.request_timeout);
    http::async_write(stream_, response_,
                      beast::bind_front_handler(&Connection::on_write, shared_from_this(), keep_alive));
  }

  void on_write(bool keep_alive, error_code error, std::size_t) {
    if (error) return;
    if (keep_alive) return read();
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  const ExpositionSettings& settings_;
  std::size_t& open_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::response<http::string_body> response_;
};

}  // namespace

class Exposition::Server {
 public:
  explicit Server(ExpositionSettings settings) : settings_(std::move(settings)) {}
  ~Server() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string start() {
    error_code error;
    const auto address = asio::ip::make_address(settings_.address, error);
    if (error) return "http: listen: '" + settings_.address + "' is not an IP address";
    const tcp::endpoint endpoint{address, settings_.port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return "http: cannot listen on " + settings_.address + " port " + std::to_string(settings_.port) + ": " +
             error.message();
    }
    port_ = acceptor_.local_endpoint(error).port();
    accept();
    thread_ = std::thread{[this] { io_.run(); }};
    return {};
  }

  std::uint16_t port() const { return port_; }

 private:
  // Out of descriptors, accept fails at once and again: waiting keeps that from becoming a busy loop.
  static constexpr std::chrono::milliseconds accept_retry{100};

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!error && open_ < settings_.connection_max) {
        std::make_shared<Connection>(std::move(socket), settings_, open_)->read();
      }
      if (!error) return accept();
      retry_.expires_after(accept_retry);
      retry_.async_wait([this](error_code cancelled) {
        if (!cancelled) accept();
      });
    });
  }

  ExpositionSettings settings_;
  std::size_t open_ = 0;  // before io_: connections that die with it still count themselves out
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer retry_{io_};
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Exposition::Exposition(ExpositionSettings settings) : server_(std::make_unique<Server>(std::move(settings))) {}
Exposition::~Exposition() = default;
std::string Exposition::start() { return server_->start(); }
std::uint16_t Exposition::port() const { return server_->port(); }

}  // namespace trunkgate::metrics
