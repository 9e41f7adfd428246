// SPDX-License-Identifier: Apache-2.0
// bare_relay INSIDE OUTSIDE FIRST_PORT COUNT: the floor of bench/run rtp. Socket pairs on two addresses; what comes to
// one socket of a pair leaves from the other, to whoever spoke there last. epoll, recvmmsg, sendmmsg, and nothing else.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr std::size_t batch_size = 32;
constexpr std::size_t packet_size_max = 1564;

struct Port {
  int socket = -1;
  sockaddr_in peer{};  // port 0: not heard yet
};

/// Read and sent from the same buffers.
struct Batch {
  std::array<std::array<char, packet_size_max>, batch_size> buffers;
  std::array<iovec, batch_size> vectors;
  std::array<sockaddr_in, batch_size> sources;
  std::array<mmsghdr, batch_size> messages{};
};

int open_port(int epoll, const char* address, unsigned long port, std::size_t index) {
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, address, &local.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = index;
  if (socket < 0 || bind(socket, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0 ||
      epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0) {
    std::perror("bare_relay: cannot open a port");
    std::exit(2);
  }
  return socket;
}

void serve(Port& from, const Port& to, Batch& batch) {
  for (std::size_t i = 0; i < batch_size; ++i) {
    batch.vectors[i] = {batch.buffers[i].data(), packet_size_max};
    batch.messages[i].msg_hdr = {&batch.sources[i], sizeof(sockaddr_in), &batch.vectors[i], 1, nullptr, 0, 0};
  }
  const int count = recvmmsg(from.socket, batch.messages.data(), batch_size, MSG_DONTWAIT, nullptr);
  if (count <= 0) return;
  from.peer = batch.sources[static_cast<std::size_t>(count) - 1];
  if (to.peer.sin_port == 0) return;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    batch.sources[i] = to.peer;
    batch.vectors[i].iov_len = batch.messages[i].msg_len;
  }
  sendmmsg(to.socket, batch.messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: bare_relay INSIDE OUTSIDE FIRST_PORT COUNT\n", stderr);
    return 2;
  }
  const unsigned long first_port = std::strtoul(argv[3], nullptr, 10);
  const unsigned long count = std::strtoul(argv[4], nullptr, 10);
  const int epoll = epoll_create1(0);
  std::vector<Port> ports(2 * count);  // inside at even numbers, its outside behind it
  for (std::size_t i = 0; i < ports.size(); ++i) {
    ports[i].socket = open_port(epoll, argv[1 + i % 2], first_port + i / 2, i);
  }
  std::puts("ready");
  std::fflush(stdout);
  static Batch batch;
  std::array<epoll_event, 256> ready;
  for (;;) {
    const int events = epoll_wait(epoll, ready.data(), ready.size(), -1);
    for (int i = 0; i < events; ++i) {
      const std::size_t index = ready[static_cast<std::size_t>(i)].data.u64;
      serve(ports[index], ports[index ^ 1U], batch);
    }
  }
}
