// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <functional>
#include <string>

namespace trunkgate::media {

/// The Unix socket through which the machine's administrator asks a running process: mode 0600, and the kernel's word
/// on who connects. A request is one line. Runs on the io_context's thread.
class AdminSocket {
 public:
  using Stream = boost::asio::local::stream_protocol::socket;
  /// Gets the line without its end, and the connection to answer on.
  using Handler = std::function<void(std::string request, Stream stream)>;
  AdminSocket(boost::asio::io_context& io, Handler on_request);
  ~AdminSocket();
  AdminSocket(const AdminSocket&) = delete;
  AdminSocket& operator=(const AdminSocket&) = delete;

  /// Binds and listens; what a process that has died left at `path` is replaced. Empty when it does, else one sentence.
  [[nodiscard]] std::string start(const std::string& path);
  void stop();

 private:
  void accept();
  void read(Stream stream);

  boost::asio::io_context& io_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  Handler on_request_;
  std::string path_;  // of a socket that is ours
};

}  // namespace trunkgate::media
