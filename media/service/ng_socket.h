// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "media/address.h"

namespace trunkgate::media {

/// One UDP socket of the ng protocol. Runs on the io_context's thread.
class NgSocket {
 public:
  using Handler = std::function<void(const Endpoint& source, std::string_view datagram)>;
  NgSocket(boost::asio::io_context& io, Handler on_datagram);

  /// Binds and begins to read. Empty when it does, else one sentence.
  [[nodiscard]] std::string start(const Endpoint& local);
  [[nodiscard]] Endpoint local() const { return local_; }
  /// False when the kernel refused it; the client then asks again.
  bool send(const Endpoint& to, std::string_view datagram);
  void stop();

 private:
  void wait();
  void read_batch();

  boost::asio::ip::udp::socket socket_;
  Handler on_datagram_;
  Endpoint local_;
  std::vector<char> room_;
};

}  // namespace trunkgate::media
