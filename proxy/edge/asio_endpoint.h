// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstring>

#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {

/// Asio's notation of an endpoint, and back.
[[nodiscard]] inline boost::asio::ip::tcp::endpoint to_tcp(const Endpoint& endpoint) {
  sockaddr_storage address{};
  boost::asio::ip::tcp::endpoint out;
  const socklen_t length = to_sockaddr(endpoint, address);
  std::memcpy(out.data(), &address, length);
  out.resize(length);
  return out;
}

[[nodiscard]] inline Endpoint from_tcp(const boost::asio::ip::tcp::endpoint& endpoint) {
  sockaddr_storage address{};
  std::memcpy(&address, endpoint.data(), endpoint.size());
  return from_sockaddr(address);
}

}  // namespace trunkgate::proxy
