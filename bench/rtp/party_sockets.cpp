// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/party_sockets.h"

#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace trunkgate::bench {
namespace {

constexpr int receive_buffer_size = 8 * 1024 * 1024;

/// As much as may be had: the second is for those who are not root.
void widen(int socket) {
  if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer_size, sizeof receive_buffer_size) == 0) return;
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_buffer_size, sizeof receive_buffer_size);
}

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

std::int64_t stamp_of(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time;
    std::memcpy(&time, CMSG_DATA(part), sizeof time);
    return nanoseconds(time);
  }
  return stamp_clock_ns();
}

}  // namespace

std::int64_t stamp_clock_ns() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

struct PartySockets::Batch {
  std::array<std::array<std::uint8_t, datagram_max>, batch_size> buffers;
  std::array<iovec, batch_size> vectors;
  std::array<sockaddr_in, batch_size> addresses;
  alignas(cmsghdr) std::array<std::array<char, CMSG_SPACE(sizeof(timespec))>, batch_size> stamps;
  std::array<mmsghdr, batch_size> messages{};
};

PartySockets::PartySockets() : epoll_(epoll_create1(EPOLL_CLOEXEC)), batch_(std::make_unique<Batch>()) {}

PartySockets::~PartySockets() {
  for (const int socket : sockets_) close(socket);
  close(epoll_);
}

std::size_t PartySockets::open(const in_addr& address) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in local{AF_INET, 0, address, {}};
  socklen_t length = sizeof local;
  const int on = 1;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = sockets_.size();
  if (socket < 0 || bind(socket, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0 ||
      getsockname(socket, reinterpret_cast<sockaddr*>(&local), &length) != 0 ||
      setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0 ||
      epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) {
    std::perror("rtp_bench: cannot open a party's socket");
    std::abort();
  }
  widen(socket);
  sockets_.push_back(socket);
  locals_.push_back(local);
  return sockets_.size() - 1;
}

void PartySockets::send(std::span<Flow* const> flows, std::int64_t now_ns) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    Flow& flow = *flows[i];
    batch_->vectors[count] = {batch_->buffers[count].data(), write_packet(flow, now_ns, batch_->buffers[count])};
    batch_->messages[count].msg_hdr = {&flow.target, sizeof flow.target, &batch_->vectors[count], 1, nullptr, 0, 0};
    ++count;
    if (count < batch_size && i + 1 < flows.size() && flows[i + 1]->socket == flow.socket) continue;
    flush(flow.socket, count);
    count = 0;
  }
}

// What the kernel refuses is lost, and counted so by who misses it.
void PartySockets::flush(std::size_t socket, std::size_t count) {
  for (std::size_t at = 0; at < count;) {
    const int sent = sendmmsg(sockets_[socket], batch_->messages.data() + at, static_cast<unsigned>(count - at), 0);
    at += sent > 0 ? static_cast<std::size_t>(sent) : 1;
  }
}

void PartySockets::receive(std::chrono::nanoseconds wait, const std::function<void(const Datagram&)>& on_datagram) {
  std::array<epoll_event, 64> ready;
  const timespec timeout{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
  const int count = epoll_pwait2(epoll_, ready.data(), ready.size(), &timeout, nullptr);
  for (int i = 0; i < count; ++i) read(ready[static_cast<std::size_t>(i)].data.u64, on_datagram);
}

void PartySockets::read(std::size_t socket, const std::function<void(const Datagram&)>& on_datagram) {
  Batch& batch = *batch_;
  for (std::size_t i = 0; i < batch_size; ++i) {
    batch.vectors[i] = {batch.buffers[i].data(), datagram_max};
    batch.messages[i].msg_hdr = {&batch.addresses[i],
                                 sizeof(sockaddr_in),
                                 &batch.vectors[i],
                                 1,
                                 batch.stamps[i].data(),
                                 batch.stamps[i].size(),
                                 0};
  }
  const int count = recvmmsg(sockets_[socket], batch.messages.data(), batch_size, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    mmsghdr& message = batch.messages[static_cast<std::size_t>(i)];
    on_datagram({socket, batch.addresses[static_cast<std::size_t>(i)], batch.buffers[static_cast<std::size_t>(i)],
                 message.msg_len, stamp_of(message.msg_hdr)});
  }
}

}  // namespace trunkgate::bench
