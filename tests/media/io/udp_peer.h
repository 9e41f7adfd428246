// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "media/io/socket_address.h"

namespace trunkgate::media {

/// A party's UDP socket on a loopback address of its own, with a port that the kernel picks.
class UdpPeer {
 public:
  struct Datagram {
    std::vector<std::uint8_t> octets;
    Endpoint from;
    int tos = -1;
    int ttl = -1;
  };

  explicit UdpPeer(const Address& address, std::uint16_t port = 0)
      : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_storage local{};
    const socklen_t length = write_socket_address({address, port}, local);
    bound_ = ::bind(socket_, reinterpret_cast<const sockaddr*>(&local), length) == 0;
    const int on = 1;
    setsockopt(socket_, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
    setsockopt(socket_, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
  }
  ~UdpPeer() { ::close(socket_); }
  UdpPeer(const UdpPeer&) = delete;
  UdpPeer& operator=(const UdpPeer&) = delete;

  [[nodiscard]] bool bound() const { return bound_; }
  [[nodiscard]] Endpoint local() const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    return read_socket_address(address);
  }

  void send(const Endpoint& to, std::span<const std::uint8_t> octets) const {
    sockaddr_storage address{};
    const socklen_t length = write_socket_address(to, address);
    ::sendto(socket_, octets.data(), octets.size(), 0, reinterpret_cast<const sockaddr*>(&address), length);
  }

  /// Waits for a datagram up to `wait_ms`; nothing when none came.
  [[nodiscard]] std::optional<Datagram> receive(int wait_ms) const {
    pollfd readable{socket_, POLLIN, 0};
    if (poll(&readable, 1, wait_ms) != 1) return std::nullopt;
    Datagram datagram;
    datagram.octets.resize(4096);
    sockaddr_storage from{};
    alignas(cmsghdr) char control[128];
    iovec vector{datagram.octets.data(), datagram.octets.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const auto size = recvmsg(socket_, &message, 0);
    if (size < 0) return std::nullopt;
    datagram.octets.resize(static_cast<std::size_t>(size));
    datagram.from = read_socket_address(from);
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != IPPROTO_IP) continue;
      if (header->cmsg_type == IP_TOS) datagram.tos = *CMSG_DATA(header);
      if (header->cmsg_type == IP_TTL) datagram.ttl = *reinterpret_cast<const int*>(CMSG_DATA(header));
    }
    return datagram;
  }

 private:
  int socket_;
  bool bound_ = false;
};

}  // namespace trunkgate::media
