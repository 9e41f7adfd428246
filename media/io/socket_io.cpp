// SPDX-License-Identifier: Apache-2.0
#include "media/io/socket_io.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "media/io/socket_address.h"

namespace trunkgate::media {

namespace {

constexpr int expedited_forwarding = 46 << 2;  // DSCP EF in the TOS octet, RFC 3246
constexpr int time_to_live = 64;
// What epoll tells of a ready port: descriptor and index, so that the table of sockets need not be looked into.
constexpr std::uint64_t wake_mark = ~std::uint64_t{0};
constexpr std::uint64_t watched_mark = std::uint64_t{1} << 63;  // and the descriptor alone; all below it are ports
std::uint64_t label_of(int socket, PortIndex index) { return static_cast<std::uint64_t>(socket) << 32 | index; }
int socket_of(std::uint64_t label) { return static_cast<int>(label >> 32); }
PortIndex index_of(std::uint64_t label) { return static_cast<PortIndex>(label); }

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

// A port is told of once when something comes: to be told again until it is empty makes the kernel look at each port
// twice. What is watched for others is told of until they have read it.
bool ask(int operation, int epoll, int descriptor, std::uint64_t label) {
  epoll_event event{};
  event.events = EPOLLIN | (label < watched_mark ? EPOLLET : 0U);
  event.data.u64 = label;
  return epoll_ctl(epoll, operation, descriptor, &event) == 0;
}

}  // namespace

// One batch of datagrams, read and sent from the same buffers.
struct SocketIo::Batch {
  struct Buffer {
    std::array<std::uint8_t, packet_size_max + packet_tail_room> octets;
  };
  std::array<Buffer, batch_size_max> buffers;
  std::array<sockaddr_storage, batch_size_max> sources;
  std::array<sockaddr_storage, batch_size_max> targets;
  std::array<iovec, batch_size_max> in_vectors;
  std::array<iovec, batch_size_max> out_vectors;
  std::array<mmsghdr, batch_size_max> in{};
  std::array<mmsghdr, batch_size_max> out{};

  Batch() {
    for (std::size_t i = 0; i < batch_size_max; ++i) {
      in_vectors[i] = {buffers[i].octets.data(), packet_size_max};
      in[i].msg_hdr.msg_iov = &in_vectors[i];
      in[i].msg_hdr.msg_iovlen = 1;
      in[i].msg_hdr.msg_name = &sources[i];
      in[i].msg_hdr.msg_namelen = sizeof(sockaddr_storage);
      out[i].msg_hdr.msg_iov = &out_vectors[i];
      out[i].msg_hdr.msg_iovlen = 1;
      out[i].msg_hdr.msg_name = &targets[i];
    }
  }

  void put(std::size_t at, const Packet& packet, const Endpoint& to) {
    out_vectors[at] = {packet.octets, packet.size};
    out[at].msg_hdr.msg_namelen = write_socket_address(to, targets[at]);
  }
};

SocketIo::SocketIo(PortIndex port_count) : sockets_(port_count, -1), batch_(std::make_unique<Batch>()) {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0 || !ask(EPOLL_CTL_ADD, epoll_, bell_.descriptor(), wake_mark)) {
    throw std::system_error(errno, std::generic_category(), "media worker: epoll");
  }
}

SocketIo::~SocketIo() {
  for (const int socket : sockets_) {
    if (socket >= 0) ::close(socket);
  }
  ::close(epoll_);
}

bool SocketIo::open(PortIndex index, const Endpoint& local) {
  const bool v4 = local.address.is_v4();
  const int socket = ::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  exhausted_ = socket < 0;
  if (socket < 0) return false;
  sockaddr_storage address{};
  const socklen_t length = write_socket_address(local, address);
  if (!mark(socket, v4) || bind(socket, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      !ask(EPOLL_CTL_ADD, epoll_, socket, label_of(socket, index))) {
    ::close(socket);
    return false;
  }
  sockets_[index] = socket;
  return true;
}

bool SocketIo::send(PortIndex via, const Packet& packet, const Endpoint& to) {
  sockaddr_storage target{};
  const socklen_t length = write_socket_address(to, target);
  const auto* const address = reinterpret_cast<const sockaddr*>(&target);
  return sendto(sockets_[via], packet.octets, packet.size, MSG_DONTWAIT, address, length) >= 0;
}

void SocketIo::watch(int descriptor) {
  if (!ask(EPOLL_CTL_ADD, epoll_, descriptor, watched_mark | static_cast<std::uint64_t>(descriptor))) {
    throw std::system_error(errno, std::generic_category(), "media worker: epoll");
  }
}

void SocketIo::close(PortIndex index) {
  ::close(sockets_[index]);  // takes it out of the epoll set as well
  sockets_[index] = -1;
}

Endpoint SocketIo::local(PortIndex index) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getsockname(sockets_[index], reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  return read_socket_address(address);
}

void SocketIo::gather(std::chrono::milliseconds wait) {
  const auto pause = std::min<Duration>(gathering_.pause(), wait);
  if (pause <= Duration{0}) return;
  pollfd woken{bell_.descriptor(), POLLIN, 0};
  const timespec timeout{0, static_cast<long>(std::chrono::nanoseconds{pause}.count())};
  ppoll(&woken, 1, &timeout, nullptr);
}

void SocketIo::run_once(std::chrono::milliseconds wait, PacketHandler& handler) {
  gather(wait);
  const int count = epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), static_cast<int>(wait.count()));
  const Instant now = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    const std::uint64_t label = ready_[i].data.u64;
    if (label < watched_mark) __builtin_prefetch(&sockets_[handler.expect(index_of(label))]);
  }
  std::size_t packets = 0;
  for (int i = 0; i < count; ++i) packets += attend(now, ready_[i].data.u64, handler);
  gathering_.on_round(now, packets);
}

std::size_t SocketIo::attend(Instant now, std::uint64_t label, PacketHandler& handler) {
  if (label < watched_mark) return serve(now, label, handler);
  if (label == wake_mark) {
    bell_.hush();
  } else {
    handler.on_readable(now, static_cast<int>(label & ~watched_mark));
  }
  return 0;
}

std::size_t SocketIo::serve(Instant now, std::uint64_t label, PacketHandler& handler) {
  Batch& batch = *batch_;
  const PortIndex index = index_of(label);
  const int count = recvmmsg(socket_of(label), batch.in.data(), batch_size_max, MSG_DONTWAIT, nullptr);
  PortIndex via = 0;
  std::size_t waiting = 0;
  for (int i = 0; i < count; ++i) {
    mmsghdr& message = batch.in[i];
    const bool whole = (message.msg_hdr.msg_flags & MSG_TRUNC) == 0;
    message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    if (!whole) {
      handler.on_dropped(index, DropReason::oversized, 1);
      continue;
    }
    Packet packet{batch.buffers[i].octets.data(), message.msg_len};
    const Verdict verdict = handler.on_packet(now, index, read_socket_address(batch.sources[i]), packet);
    if (!verdict.forward) continue;
    if (waiting > 0 && verdict.via != via) {
      flush(via, waiting, handler);
      waiting = 0;
    }
    via = verdict.via;
    batch.put(waiting++, packet, verdict.to);
  }
  if (waiting > 0) flush(via, waiting, handler);
  if (count == static_cast<int>(batch_size_max)) ask(EPOLL_CTL_MOD, epoll_, socket_of(label), label);  // is there more?
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

// The usual case: the kernel has no list to copy.
void SocketIo::send_one(PortIndex via, PacketHandler& handler) {
  const msghdr& only = batch_->out[0].msg_hdr;
  const auto* const to = static_cast<const sockaddr*>(only.msg_name);
  const iovec& octets = *only.msg_iov;
  const auto sent = sendto(sockets_[via], octets.iov_base, octets.iov_len, MSG_DONTWAIT, to, only.msg_namelen);
  if (sent < 0) handler.on_dropped(via, DropReason::send_failed, 1);
}

void SocketIo::flush(PortIndex via, std::size_t count, PacketHandler& handler) {
  if (count == 1) return send_one(via, handler);
  std::uint32_t failed = 0;
  for (std::size_t at = 0; at < count;) {
    const int sent = sendmmsg(sockets_[via], batch_->out.data() + at, static_cast<unsigned>(count - at), MSG_DONTWAIT);
    if (sent > 0) {
      at += static_cast<std::size_t>(sent);
      continue;
    }
    // The first one was refused (no route, firewall, buffer full): audio does not wait, the next one may pass.
    if (sent < 0 && errno == EINTR) continue;
    ++failed;
    ++at;
  }
  if (failed > 0) handler.on_dropped(via, DropReason::send_failed, failed);
}

}  // namespace trunkgate::media
