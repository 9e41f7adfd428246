// SPDX-License-Identifier: Apache-2.0
#include "media/service/admin_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr std::size_t request_size_max = 512;
constexpr std::chrono::seconds request_timeout{5};

/// A connection whose request has not come yet.
struct Asking {
  explicit Asking(AdminSocket::Stream connection) : stream(std::move(connection)), timer(stream.get_executor()) {}
  AdminSocket::Stream stream;
  asio::steady_timer timer;
  std::string text;
};

/// Ourselves or root; the mode of the socket says the same, but the folder may have been changed since.
bool may_ask(AdminSocket::Stream& stream) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(stream.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == geteuid();
}

/// A socket that nobody listens on any more.
bool is_left_behind(asio::io_context& io, const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  Local::socket probe(io);
  boost::system::error_code error;
  probe.connect(Local::endpoint(path), error);
  return error == asio::error::connection_refused;
}

}  // namespace

AdminSocket::AdminSocket(asio::io_context& io, Handler on_request)
    : io_(io), acceptor_(io), on_request_(std::move(on_request)) {}

AdminSocket::~AdminSocket() { stop(); }

std::string AdminSocket::start(const std::string& path) {
  if (is_left_behind(io_, path)) unlink(path.c_str());
  boost::system::error_code error;
  acceptor_.open({}, error);
  if (!error) {
    const mode_t before = umask(S_IRWXG | S_IRWXO | S_IXUSR);  // 0600 from the first moment on
    acceptor_.bind(Local::endpoint(path), error);
    umask(before);
  }
  if (!error) path_ = path;
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return "cannot listen on " + path + ": " + error.message() +
           "; correct admin.socket, or end the process that listens there";
  }
  accept();
  return {};
}

void AdminSocket::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  if (!path_.empty()) unlink(path_.c_str());
  path_.clear();
}

void AdminSocket::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, Stream stream) {
    if (error == asio::error::operation_aborted) return;
    if (!error && may_ask(stream)) read(std::move(stream));
    accept();
  });
}

void AdminSocket::read(Stream stream) {
  const auto asking = std::make_shared<Asking>(std::move(stream));
  asking->timer.expires_after(request_timeout);
  asking->timer.async_wait([asking](const boost::system::error_code& error) {
    if (!error) asking->stream.close();
  });
  asio::async_read_until(asking->stream, asio::dynamic_buffer(asking->text, request_size_max), '\n',
                         [this, asking](const boost::system::error_code& error, std::size_t size) {
                           asking->timer.cancel();
                           if (error) return;
                           on_request_(asking->text.substr(0, size - 1), std::move(asking->stream));
                         });
}

}  // namespace trunkgate::media
