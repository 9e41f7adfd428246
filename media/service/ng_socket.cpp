// SPDX-License-Identifier: Apache-2.0
#include "media/service/ng_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "media/io/socket_address.h"
#include "media/ng/limits.h"
#include "media/service/address_block.h"

namespace trunkgate::media {
namespace {

// Read per wake-up: half of the commands that the anchor serves per turn.
constexpr std::size_t ng_batch_max = 8;
// A burst of set-ups waits here while the thread is busy.
constexpr int receive_buffer_size = 4 * 1024 * 1024;

}  // namespace

struct NgSocket::Batch {
  std::vector<char> room = std::vector<char>(ng_batch_max * ng::datagram_size_max);
  std::array<sockaddr_storage, ng_batch_max> sources;
  std::array<iovec, ng_batch_max> vectors;
  std::array<mmsghdr, ng_batch_max> messages{};

  Batch() {
    for (std::size_t i = 0; i < ng_batch_max; ++i) {
      vectors[i] = {room.data() + i * ng::datagram_size_max, ng::datagram_size_max};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &sources[i];
    }
  }
};

NgSocket::NgSocket() : batch_(std::make_unique<Batch>()) {}

NgSocket::~NgSocket() {
  if (socket_ >= 0) ::close(socket_);
}

std::string NgSocket::start(const Endpoint& local) {
  sockaddr_storage address{};
  socklen_t size = write_socket_address(local, address);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  socket_ = ::socket(address.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0 || bind(socket_, name, size) != 0) {
    const int reason = errno;
    return "cannot listen on udp://" + to_string(local) + ": " + std::generic_category().message(reason) +
           "; correct ng.listen or stop the program that holds the port";
  }
  // A smaller buffer than asked for costs comfort only.
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_size, sizeof receive_buffer_size);
  size = sizeof address;
  if (getsockname(socket_, name, &size) == 0) local_ = read_socket_address(address);
  return {};
}

void NgSocket::read(Reader& reader) {
  Batch& batch = *batch_;
  for (mmsghdr& message : batch.messages) message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
  // An error is a client's closed port, which ICMP tells of here.
  const int count = recvmmsg(socket_, batch.messages.data(), ng_batch_max, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    const std::string_view datagram{static_cast<const char*>(batch.vectors[i].iov_base), batch.messages[i].msg_len};
    reader.on_datagram(read_socket_address(batch.sources[i]), datagram);
  }
}

bool NgSocket::send(const Endpoint& to, std::string_view datagram) {
  sockaddr_storage address{};
  const socklen_t size = write_socket_address(to, address);
  const auto* const name = reinterpret_cast<const sockaddr*>(&address);
  return sendto(socket_, datagram.data(), datagram.size(), MSG_DONTWAIT, name, size) >= 0;
}

}  // namespace trunkgate::media
