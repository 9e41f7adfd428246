// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/bind.h"

#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "proxy/edge/limits.h"
#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

namespace {

void set_option(int fd, int level, int name, int value) {
  // A refused option costs comfort only: buffers smaller than asked, a restart that waits for old connections.
  (void)::setsockopt(fd, level, name, &value, sizeof value);
}

/// An invalid descriptor with errno set when it fails.
Descriptor bind_one(const Listener& listener, const Endpoint& local, bool share) {
  const bool stream = listener.transport != Transport::udp;
  const int family = address_family(local.address);
  Descriptor socket(::socket(family, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return socket;
  if (family == AF_INET6) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (stream) set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (share) set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  if (!stream) {
    set_option(socket.get(), SOL_SOCKET, SO_RCVBUF, udp_socket_buffer_size);
    set_option(socket.get(), SOL_SOCKET, SO_SNDBUF, udp_socket_buffer_size);
  }
  sockaddr_storage address{};
  const socklen_t length = to_sockaddr(local, address);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0) return {};
  if (stream && ::listen(socket.get(), SOMAXCONN) != 0) return {};
  return socket;
}

Endpoint local_of(int fd, const Endpoint& asked) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return asked;
  return from_sockaddr(address);
}

std::string explain(const Listener& listener, const Endpoint& local, int error) {
  const std::string where = std::string(to_string(listener.transport)) + "://" + to_string(local);
  switch (error) {
    case EADDRINUSE:
      return "cannot listen on " + where + ": the port is taken; stop the program that holds it or choose another port";
    case EADDRNOTAVAIL:
      return "cannot listen on " + where +
             ": no interface of this machine has that address; correct `sip:` of the zone";
    case EACCES:
      return "cannot listen on " + where +
             ": not permitted; choose a port above 1023 or give the program CAP_NET_BIND_SERVICE";
    default: return "cannot listen on " + where + ": " + std::strerror(error) + "; check `sip:` of the zone";
  }
}

}  // namespace

BoundSockets bind_listeners(const Config& config, std::size_t worker_count) {
  BoundSockets bound;
  bound.sockets.resize(worker_count);
  for (const Listener& listener : config.listeners) {
    Endpoint local = listener.local;
    Descriptor probe = bind_one(listener, local, false);
    if (!probe.valid()) {
      bound.error = explain(listener, local, errno);
      return bound;
    }
    local = local_of(probe.get(), local);
    probe.reset();
    for (auto& of_worker : bound.sockets) {
      Descriptor socket = bind_one(listener, local, worker_count > 1);
      if (!socket.valid()) {
        bound.error = explain(listener, local, errno);
        return bound;
      }
      of_worker.push_back(std::move(socket));
    }
    bound.local.push_back(local);
  }
  return bound;
}

}  // namespace trunkgate::proxy
