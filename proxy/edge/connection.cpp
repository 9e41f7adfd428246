// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/connection.h"

#include <netinet/tcp.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

#include "proxy/edge/asio_endpoint.h"
#include "proxy/edge/clock.h"
#include "proxy/edge/tls.h"

namespace trunkgate::proxy {

namespace asio = boost::asio;
using boost::system::error_code;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string_view to_string(CloseCause cause) {
  switch (cause) {
    case CloseCause::none: return "open";
    case CloseCause::peer_closed: return "closed by the peer";
    case CloseCause::connect_failed: return "connect failed";
    case CloseCause::connect_timeout: return "connect timed out";
    case CloseCause::handshake_failed: return "TLS handshake failed";
    case CloseCause::handshake_timeout: return "TLS handshake timed out";
    case CloseCause::first_message_timeout: return "no message came";
    case CloseCause::message_timeout: return "a message did not end";
    case CloseCause::idle: return "idle";
    case CloseCause::malformed: return "malformed stream";
    case CloseCause::outbox_full: return "the peer does not read";
    case CloseCause::closed_here: return "closed here";
  }
  return "unknown";
}

Connection::Connection(asio::io_context& io, ConnectionEvents& events, const Flow& flow, asio::ssl::context* tls)
    : io_(io), events_(events), flow_(flow), socket_(io), phase_since_(clock_now()), last_heard_(phase_since_) {
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

Connection::~Connection() = default;

std::optional<Flow> Connection::dial_flow() const {
  return target_ ? std::optional<Flow>(target_->flow) : std::nullopt;
}

void Connection::start_accepted(Socket socket) {
  socket_ = std::move(socket);
  asio::co_spawn(
      io_, [self = shared_from_this()] { return self->run(false); }, asio::detached);
}

void Connection::start_dialed(DialTarget target) {
  target_ = std::move(target);
  // Posted, not started: a dial may fail at once, and its failure must not be told from inside the core's send().
  asio::post(io_, [self = shared_from_this()] {
    asio::co_spawn(
        self->io_, [self] { return self->run(true); }, asio::detached);
  });
}

Connection::Task Connection::run(bool dialed) {
  const bool connected = !dialed || co_await connect();
  if (connected && co_await handshake(dialed)) {
    phase_ = dialed ? Phase::proven : Phase::unproven;
    phase_since_ = last_heard_ = clock_now();
    write();
    co_await read();
  }
  error_code ignored;
  socket_.close(ignored);
  events_.on_connection_closed(*this);
}

asio::awaitable<bool> Connection::connect() {
  if (ending()) co_return false;
  error_code error;
  const auto remote = to_tcp(target_->flow.remote());
  socket_.open(remote.protocol(), error);
  if (!error && !target_->local.is_unspecified()) socket_.bind(to_tcp({target_->local, 0}), error);
  if (!error) std::tie(error) = co_await socket_.async_connect(remote, as_result);
  if (error) fail(CloseCause::connect_failed, error.message());
  co_return !error && !ending();
}

asio::awaitable<bool> Connection::handshake(bool dialed) {
  set_options();
  if (!tls_) co_return !ending();
  phase_ = Phase::handshaking;
  if (dialed && !expect_host(tls_->native_handle(), target_->host)) {
    fail(CloseCause::handshake_failed, "no certificate can be checked against the host " + target_->host);
    co_return false;
  }
  const auto side = dialed ? asio::ssl::stream_base::client : asio::ssl::stream_base::server;
  const auto [error] = co_await tls_->async_handshake(side, as_result);
  if (error) {
    const std::string refusal = refusal_of(tls_->native_handle());
    fail(CloseCause::handshake_failed, refusal.empty() ? error.message() : refusal);
  }
  co_return !error && !ending();
}

Connection::Task Connection::read() {
  while (!ending()) {
    const std::span<char> room = read_room();
    const auto [error, count] =
        tls_ ? co_await tls_->async_read_some(asio::buffer(room.data(), room.size()), as_result)
             : co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), as_result);
    if (error) {
      // RFC 8446 §6.1 wants a close_notify; Twilio ends idle connections without one, and either way nothing follows.
      fail(CloseCause::peer_closed, error.message());
      break;
    }
    buffered_ += count;
    last_heard_ = clock_now();
    take_messages();
    events_.on_stream_batch_end();
  }
}

std::span<char> Connection::read_room() {
  // The framer refuses a message above its bound, so a full buffer of the largest size cannot stay full.
  if (buffered_ == buffer_.size()) {
    const std::size_t grown = buffer_.empty() ? read_buffer_size : buffer_.size() * 2;
    buffer_.resize(std::min(grown, read_buffer_size_max));
  }
  return {buffer_.data() + buffered_, buffer_.size() - buffered_};
}

void Connection::take_messages() {
  std::size_t used = 0;
  bool more = true;
  while (more && !ending()) {
    const auto found = framer_.next({buffer_.data() + used, buffered_ - used});
    used += found.skip;
    const std::span<const char> rest{buffer_.data() + used, buffered_ - used};
    switch (found.kind) {
      case sip::Framer::Kind::need_more: more = false; break;
      case sip::Framer::Kind::keepalive_ping:
        (void)send(std::string_view("\r\n"));  // a full outbox closes the connection by itself
        break;
      case sip::Framer::Kind::message:
        used += found.length;
        phase_ = Phase::proven;
        message_since_.reset();
        events_.on_stream_message(flow_, rest.first(found.length));
        break;
      case sip::Framer::Kind::error: on_malformed(rest, found.error); break;
    }
  }
  buffered_ -= used;
  std::memmove(buffer_.data(), buffer_.data() + used, buffered_);
  if (buffered_ == 0) message_since_.reset();
  if (buffered_ > 0 && !message_since_) message_since_ = last_heard_;
}

void Connection::on_malformed(std::span<const char> rest, sip::ParseError error) {
  // Whose length alone is unreadable still gets its 400 (RFC 3261 §18.3): the parser finds the same fault in the head.
  const std::string_view text(rest.data(), rest.size());
  const std::size_t end = text.find("\r\n\r\n");
  if (error == sip::ParseError::bad_content_length && end != std::string_view::npos) {
    events_.on_stream_message(flow_, rest.first(end + 4));
  } else {
    events_.on_stream_malformed(flow_, error);
  }
  fail(CloseCause::malformed, std::string(sip::sentence(error)));
}

bool Connection::send(std::span<const char> bytes) {
  if (ending()) return false;
  if (!outbox_.push(bytes)) {
    close(CloseCause::outbox_full);
    return false;
  }
  if (phase_ >= Phase::unproven) write();
  return true;
}

void Connection::write() {
  const std::span<const char> bytes = outbox_.next_write();
  if (bytes.empty() || ending()) return;
  auto written = [self = shared_from_this()](const error_code& error, std::size_t) { self->on_written(error); };
  if (tls_) {
    asio::async_write(*tls_, asio::buffer(bytes.data(), bytes.size()), std::move(written));
  } else {
    asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), std::move(written));
  }
}

void Connection::on_written(const error_code& error) {
  outbox_.written();
  if (error) {
    if (!ending()) close(CloseCause::peer_closed);
    return;
  }
  write();
}

void Connection::close(CloseCause cause) {
  if (ending()) return;
  fail(cause, std::string(to_string(cause)));
  // Closing wakes the coroutine, which then tells of the end.
  error_code ignored;
  socket_.close(ignored);
}

void Connection::fail(CloseCause cause, std::string detail) {
  if (ending()) return;
  cause_ = cause;
  detail_ = std::move(detail);
}

void Connection::check_timeouts(sip::Instant now) {
  if (ending()) return;
  const sip::Duration in_phase = now - phase_since_;
  if (phase_ == Phase::connecting || phase_ == Phase::handshaking) {
    if (target_ && in_phase >= connect_time_max) close(CloseCause::connect_timeout);
    if (!target_ && in_phase >= handshake_time_max) close(CloseCause::handshake_timeout);
  } else if (phase_ == Phase::unproven && in_phase >= first_message_time_max) {
    close(CloseCause::first_message_timeout);
  } else if (message_since_ && now - *message_since_ >= message_time_max) {
    close(CloseCause::message_timeout);
  } else if (now - last_heard_ >= idle_time_max) {
    close(CloseCause::idle);
  }
}

void Connection::set_options() {
  const auto set = [this](int level, int name, int value) {
    // A refused option makes dead peers show later, nothing else.
    (void)::setsockopt(socket_.native_handle(), level, name, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(keepalive_idle.count()));
  set(IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(keepalive_interval.count()));
  set(IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(std::chrono::milliseconds(unacknowledged_max).count()));
}

}  // namespace trunkgate::proxy
