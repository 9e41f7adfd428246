// SPDX-License-Identifier: Apache-2.0
#include "media/service/ng_socket.h"

#include <boost/asio/buffer.hpp>

#include "media/io/socket_address.h"
#include "media/ng/limits.h"
#include "media/service/address_block.h"

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

// Read per wake-up, so that a flood does not hold up the anchor's replies.
constexpr int batch_max = 64;
// A burst of set-ups waits here while the thread is busy.
constexpr int receive_buffer_size = 4 * 1024 * 1024;

Udp::endpoint to_asio(const Endpoint& endpoint) {
  sockaddr_storage address{};
  const socklen_t size = write_socket_address(endpoint, address);
  Udp::endpoint result;
  result.resize(size);
  std::memcpy(result.data(), &address, size);
  return result;
}

Endpoint from_asio(const Udp::endpoint& endpoint) {
  sockaddr_storage address{};
  std::memcpy(&address, endpoint.data(), endpoint.size());
  return read_socket_address(address);
}

}  // namespace

NgSocket::NgSocket(asio::io_context& io, Handler on_datagram)
    : socket_(io), on_datagram_(std::move(on_datagram)), room_(ng::datagram_size_max + 1) {}

std::string NgSocket::start(const Endpoint& local) {
  boost::system::error_code error;
  const Udp::endpoint endpoint = to_asio(local);
  socket_.open(endpoint.protocol(), error);
  if (!error) socket_.bind(endpoint, error);
  if (!error) socket_.non_blocking(true, error);
  if (error) {
    return "cannot listen on udp://" + to_string(local) + ": " + error.message() +
           "; correct ng.listen or stop the program that holds the port";
  }
  boost::system::error_code ignored;  // a smaller buffer than asked for costs comfort only
  socket_.set_option(asio::socket_base::receive_buffer_size(receive_buffer_size), ignored);
  local_ = from_asio(socket_.local_endpoint(ignored));
  wait();
  return {};
}

void NgSocket::wait() {
  socket_.async_wait(Udp::socket::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    read_batch();
    wait();
  });
}

void NgSocket::read_batch() {
  for (int i = 0; i < batch_max && socket_.is_open(); ++i) {
    boost::system::error_code error;
    Udp::endpoint source;
    const std::size_t size = socket_.receive_from(asio::buffer(room_), source, 0, error);
    if (error == asio::error::would_block) return;
    if (error) continue;  // a client's port is closed: ICMP says so here
    on_datagram_(from_asio(source), {room_.data(), size});
  }
}

bool NgSocket::send(const Endpoint& to, std::string_view datagram) {
  boost::system::error_code error;
  socket_.send_to(asio::buffer(datagram.data(), datagram.size()), to_asio(to), 0, error);
  return !error;
}

void NgSocket::stop() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace trunkgate::media
