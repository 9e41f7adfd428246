// SPDX-License-Identifier: Apache-2.0
#include "media/io/port_sockets.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "media/io/socket_address.h"

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
    : epoll_(epoll), sockets_(count, -1), slots_((count + 1) / 2) {
  towards_.resize(1 + std::min<std::size_t>(connected_max, std::numeric_limits<Slot>::max()));
  free_slots_.reserve(towards_.size());
  for (std::size_t slot = towards_.size() - 1; slot > 0; --slot) free_slots_.push_back(static_cast<Slot>(slot));
}

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
  return true;
}

// To close a socket takes it out of the epoll set as well.
void PortSockets::close(PortIndex index) {
  if (is_rtp(index) && slots_[index / 2] != 0) {
    Slot& slot = slots_[index / 2];
    drop_connected(towards_[slot]);
    towards_[slot] = Towards{};
    free_slots_.push_back(slot);
    slot = 0;
  }
  ::close(sockets_[index]);
  sockets_[index] = -1;
}

// RTCP is not worth it: a packet in some seconds.
int PortSockets::socket_toward(PortIndex index, const Endpoint& to) {
  if (!is_rtp(index)) return -1;
  Slot& slot = slots_[index / 2];
  if (slot == 0 && sockets_[index] >= 0) slot = take_slot();
  if (slot == 0) return -1;
  Towards& towards = towards_[slot];
  if (towards.party != to) {
    towards.party = to;
    towards.streak = 0;
  }
  if (towards.streak == connect_after_packets) return towards.connected;
  const bool due = towards.streak + 1 == connect_after_packets;
  if (due && connects_left_ == 0) return -1;
  ++towards.streak;
  return due ? connect_port(towards, index) : -1;
}

PortSockets::Slot PortSockets::take_slot() {
  if (free_slots_.empty()) return 0;
  const Slot slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

// Where it fails there is none until the party changes: to try per packet would cost more than it can save.
int PortSockets::connect_port(Towards& towards, PortIndex index) {
  --connects_left_;
  if (towards.connected < 0 && !add_connected(towards, index)) return -1;
  if (!connect_to(towards.connected, towards.party)) drop_connected(towards);
  return towards.connected;
}

bool PortSockets::add_connected(Towards& towards, PortIndex index) {
  const bool v4 = towards.party.address.is_v4();
  const int socket = new_socket(v4);
  if (socket < 0) return false;
  if (!mark(socket, v4) || !bind_beside(sockets_[index], socket) || !tell_of_port(epoll_, socket, index)) {
    ::close(socket);
    return false;
  }
  towards.connected = socket;
  return true;
}

void PortSockets::drop_connected(Towards& towards) {
  if (towards.connected < 0) return;
  ::close(towards.connected);
  towards.connected = -1;
}

}  // namespace trunkgate::media
