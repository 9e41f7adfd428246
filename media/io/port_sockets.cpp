// SPDX-License-Identifier: Apache-2.0
#include "media/io/port_sockets.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/io/socket_address.h"
#include "media/limits.h"

namespace trunkgate::media {
namespace {

constexpr int expedited_forwarding = 46 << 2;  // DSCP EF in the TOS octet, RFC 3246
constexpr int time_to_live = 64;

bool set_option(int socket, int level, int name, int value) {
  return setsockopt(socket, level, name, &value, sizeof value) == 0;
}

bool mark(int socket, bool v4) {
  if (v4) {
    return set_option(socket, IPPROTO_IP, IP_TOS, expedited_forwarding) &&
           set_option(socket, IPPROTO_IP, IP_TTL, time_to_live);
  }
  return set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) &&
         set_option(socket, IPPROTO_IPV6, IPV6_TCLASS, expedited_forwarding) &&
         set_option(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, time_to_live);
}

int new_socket(bool v4) { return ::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

bool share_address(int socket, bool on) { return set_option(socket, SOL_SOCKET, SO_REUSEPORT, on ? 1 : 0); }

bool bind_to(int socket, const sockaddr_storage& address, socklen_t length) {
  return bind(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0;
}

bool connect_to(int socket, const Endpoint& party) {
  sockaddr_storage address{};
  const socklen_t length = write_socket_address(party, address);
  return connect(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0;
}

// Only while ours joins: whoever came later could take packets away.
bool bind_beside(int open, int socket) {
  sockaddr_storage local{};
  socklen_t length = sizeof local;
  if (getsockname(open, reinterpret_cast<sockaddr*>(&local), &length) != 0) return false;
  if (!share_address(open, true)) return false;
  const bool bound = share_address(socket, true) && bind_to(socket, local, length);
  return share_address(open, false) && bound && share_address(socket, false);
}

bool ask(int operation, int epoll, int socket, std::uint64_t label) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = label;
  return epoll_ctl(epoll, operation, socket, &event) == 0;
}

constexpr bool is_rtp(PortIndex index) { return index % 2 == 0; }

}  // namespace

bool tell_of_port(int epoll, int socket, PortIndex index) {
  return ask(EPOLL_CTL_ADD, epoll, socket, label_of(socket, index));
}

void tell_again_of_port(int epoll, std::uint64_t label) { ask(EPOLL_CTL_MOD, epoll, socket_of(label), label); }

PortSockets::PortSockets(PortIndex count, int epoll, std::size_t connected_max)
    : epoll_(epoll), connected_max_(connected_max), sockets_(count, -1) {}

PortSockets::~PortSockets() {
  for (Towards& towards : towards_) drop_connected(towards);
  for (const int socket : sockets_) {
    if (socket >= 0) ::close(socket);
  }
}

bool PortSockets::open(PortIndex index, const Endpoint& local) {
  const bool v4 = local.address.is_v4();
  const int socket = new_socket(v4);
  exhausted_ = socket < 0;
  if (socket < 0) return false;
  sockaddr_storage address{};
  const socklen_t length = write_socket_address(local, address);
  if (!mark(socket, v4) || !bind_to(socket, address, length) || !tell_of_port(epoll_, socket, index)) {
    ::close(socket);
    return false;
  }
  sockets_[index] = socket;
  if (towards_.size() <= static_cast<std::size_t>(socket)) towards_.resize(static_cast<std::size_t>(socket) + 1);
  return true;
}

// To close a socket takes it out of the epoll set as well.
void PortSockets::close(PortIndex index) {
  Towards& towards = towards_[static_cast<std::size_t>(sockets_[index])];
  drop_connected(towards);
  towards = Towards{};
  ::close(sockets_[index]);
  sockets_[index] = -1;
}

int PortSockets::socket_toward(PortIndex index, const Endpoint& to) {
  if (sockets_[index] < 0) return -1;
  Towards& towards = towards_[static_cast<std::size_t>(sockets_[index])];
  if (towards.party != to) {
    towards.party = to;
    towards.streak = 0;
  }
  if (towards.streak == connect_after_packets) return towards.connected;
  if (++towards.streak < connect_after_packets || !is_rtp(index)) return -1;
  return connect_port(towards, index);
}

// Where it fails there is none until the party changes: to try per packet would cost more than it can save.
int PortSockets::connect_port(Towards& towards, PortIndex index) {
  if (towards.connected < 0 && !add_connected(towards, index)) return -1;
  if (!connect_to(towards.connected, towards.party)) drop_connected(towards);
  return towards.connected;
}

bool PortSockets::add_connected(Towards& towards, PortIndex index) {
  if (connected_count_ == connected_max_) return false;
  const bool v4 = towards.party.address.is_v4();
  const int socket = new_socket(v4);
  if (socket < 0) return false;
  if (!mark(socket, v4) || !bind_beside(sockets_[index], socket) || !tell_of_port(epoll_, socket, index)) {
    ::close(socket);
    return false;
  }
  towards.connected = socket;
  ++connected_count_;
  return true;
}

void PortSockets::drop_connected(Towards& towards) {
  if (towards.connected < 0) return;
  ::close(towards.connected);
  towards.connected = -1;
  --connected_count_;
}

}  // namespace trunkgate::media
