// SPDX-License-Identifier: Apache-2.0
#include "media/remote_socket.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace trunkgate::media {
namespace {

// The replies of a burst of set-ups wait here while the thread is busy.
constexpr int receive_buffer_size = 4 * 1024 * 1024;

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const std::string& anchor) {
  const std::size_t colon = anchor.rfind(':');
  std::string host = anchor.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_DGRAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), anchor.substr(colon + 1).c_str(), &wanted, &found);
  if (error != 0) {
    throw std::runtime_error("media.anchor ng://" + anchor + " cannot be looked up: " + gai_strerror(error) +
                             "; correct the name or write an address");
  }
  return Addresses(found);
}

}  // namespace

RemoteSocket::RemoteSocket(const std::string& anchor) {
  const Addresses addresses = look_up(anchor);
  const addrinfo& first = *addresses;
  descriptor_ = socket(first.ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "media anchor: socket");
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_size, sizeof receive_buffer_size);  // or less
  if (connect(descriptor_, first.ai_addr, first.ai_addrlen) == 0) return;
  const int error = errno;
  ::close(std::exchange(descriptor_, -1));
  throw std::runtime_error("media.anchor ng://" + anchor + " cannot be reached: " +
                           std::generic_category().message(error) + "; correct the address or the routes of this host");
}

RemoteSocket::~RemoteSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RemoteSocket::RemoteSocket(RemoteSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RemoteSocket::Outcome RemoteSocket::receive(std::span<char> room, std::string_view& datagram) {
  const auto size = recv(descriptor_, room.data(), room.size(), 0);
  if (size < 0) return errno == ECONNREFUSED ? Outcome::refused : Outcome::nothing;
  datagram = {room.data(), static_cast<std::size_t>(size)};
  return Outcome::datagram;
}

bool RemoteSocket::send(std::string_view datagram) {
  const auto sent = ::send(descriptor_, datagram.data(), datagram.size(), MSG_NOSIGNAL);
  if (sent >= 0 || errno != ECONNREFUSED) return true;
  // The error was an earlier datagram's, and this one has not been sent.
  return ::send(descriptor_, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0 || errno != ECONNREFUSED;
}

}  // namespace trunkgate::media
