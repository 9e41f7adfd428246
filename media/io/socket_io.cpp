// SPDX-License-Identifier: Apache-2.0
#include "media/io/socket_io.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "media/io/socket_address.h"

namespace trunkgate::media {

namespace {

// What epoll tells of that is not a port; see label_of().
constexpr std::uint64_t wake_mark = ~std::uint64_t{0};
constexpr std::uint64_t watched_mark = std::uint64_t{1} << 63;  // and the descriptor alone

// It is told of until it has been read.
bool tell_of(int epoll, int descriptor, std::uint64_t label) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = label;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

int new_epoll() {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) throw std::system_error(errno, std::generic_category(), "media worker: epoll");
  return epoll;
}

// A connected socket reports once that its party's port was closed (ICMP): that is no matter of the next packet.
template <class Call>
auto past_refusal(Call call) {
  const auto result = call();
  return result < 0 && errno == ECONNREFUSED ? call() : result;
}

}  // namespace

// The datagrams of a round, or of a part of it: read, judged and sent from the same buffers.
struct SocketIo::Burst {
  struct Buffer {
    std::array<std::uint8_t, packet_size_max + packet_tail_room> octets;
  };
  std::array<Buffer, burst_size_max> buffers;
  std::array<sockaddr_storage, burst_size_max> sources;
  std::array<iovec, burst_size_max> in_vectors;
  std::array<mmsghdr, burst_size_max> in{};
  std::array<PortIndex, burst_size_max> ports{};  // that each came in on
  std::size_t size = 0;

  // What leaves, in the order in which it came.
  std::array<Endpoint, burst_size_max> targets;
  std::array<Packet, burst_size_max> packets;
  std::array<PortIndex, burst_size_max> via{};
  std::size_t leaving = 0;

  Burst() {
    for (std::size_t i = 0; i < burst_size_max; ++i) {
      in_vectors[i] = {buffers[i].octets.data(), packet_size_max};
      in[i].msg_hdr.msg_iov = &in_vectors[i];
      in[i].msg_hdr.msg_iovlen = 1;
      in[i].msg_hdr.msg_name = &sources[i];
      in[i].msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    }
  }

  [[nodiscard]] bool has_room() const { return burst_size_max - size >= batch_size_max; }

  void put(const Packet& packet, PortIndex from, const Endpoint& to) {
    packets[leaving] = packet;
    targets[leaving] = to;
    via[leaving++] = from;
  }
};

SocketIo::SocketIo(PortIndex port_count, std::size_t connected_max)
    : epoll_(new_epoll()), sockets_(port_count, epoll_, connected_max), burst_(std::make_unique<Burst>()) {
  watch_as(bell_.descriptor(), wake_mark);
}

SocketIo::~SocketIo() { ::close(epoll_); }

void SocketIo::watch(int descriptor) { watch_as(descriptor, watched_mark | static_cast<std::uint64_t>(descriptor)); }

void SocketIo::watch_as(int descriptor, std::uint64_t label) {
  if (tell_of(epoll_, descriptor, label)) return;
  throw std::system_error(errno, std::generic_category(), "media worker: epoll");
}

Endpoint SocketIo::local(PortIndex index) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  const int socket = sockets_.open_socket(index);
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  return read_socket_address(address);
}

void SocketIo::gather(std::chrono::milliseconds wait) {
  const auto pause = std::min<Duration>(gathering_.pause(), wait);
  if (pause <= Duration{0}) return;
  pollfd woken{bell_.descriptor(), POLLIN, 0};
  const timespec timeout{0, static_cast<long>(std::chrono::nanoseconds{pause}.count())};
  ppoll(&woken, 1, &timeout, nullptr);
}

// Ports first, all else when their packets have left: what a command takes down is not among what is under way.
void SocketIo::run_once(std::chrono::milliseconds wait, PacketHandler& handler) {
  gather(wait);
  const int count = epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), static_cast<int>(wait.count()));
  const Instant now = std::chrono::steady_clock::now();
  const std::span ready{ready_.data(), static_cast<std::size_t>(std::max(count, 0))};
  gathering_.on_round(now, serve_ports(now, ready, handler));
  for (const epoll_event& event : ready) {
    if (event.data.u64 == wake_mark) {
      bell_.hush();
    } else if (event.data.u64 >= watched_mark) {
      handler.on_readable(now, static_cast<int>(event.data.u64 & ~watched_mark));
    }
  }
}

std::size_t SocketIo::serve_ports(Instant now, std::span<const epoll_event> ready, PacketHandler& handler) {
  for (const epoll_event& event : ready) {
    if (event.data.u64 < watched_mark) handler.expect(index_of(event.data.u64));
  }
  std::size_t packets = 0;
  for (const epoll_event& event : ready) {
    if (event.data.u64 >= watched_mark) continue;
    if (!burst_->has_room()) relay(now, handler);
    packets += read(event.data.u64);
  }
  relay(now, handler);
  return packets;
}

std::size_t SocketIo::read(std::uint64_t label) {
  Burst& burst = *burst_;
  mmsghdr* const first = burst.in.data() + burst.size;
  const int socket = socket_of(label);
  const int count = past_refusal([&] { return recvmmsg(socket, first, batch_size_max, MSG_DONTWAIT, nullptr); });
  if (count <= 0) return 0;
  std::fill_n(burst.ports.begin() + static_cast<std::ptrdiff_t>(burst.size), count, index_of(label));
  burst.size += static_cast<std::size_t>(count);
  if (count == static_cast<int>(batch_size_max)) tell_again_of_port(epoll_, label);
  return static_cast<std::size_t>(count);
}

void SocketIo::relay(Instant now, PacketHandler& handler) {
  Burst& burst = *burst_;
  // Packets, as PacketHandler says.
  constexpr std::size_t far = 4;
  constexpr std::size_t near = 2;
  for (std::size_t i = 0; i < std::min(far, burst.size); ++i) handler.approach(burst.ports[i]);
  for (std::size_t i = 0; i < std::min(near, burst.size); ++i) handler.fetch_keys(burst.ports[i]);
  for (std::size_t i = 0; i < burst.size; ++i) {
    if (i + far < burst.size) handler.approach(burst.ports[i + far]);
    if (i + near < burst.size) handler.fetch_keys(burst.ports[i + near]);
    judge(now, i, handler);
  }
  burst.size = 0;
  send_all(handler);
}

void SocketIo::judge(Instant now, std::size_t at, PacketHandler& handler) {
  Burst& burst = *burst_;
  mmsghdr& message = burst.in[at];
  message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);  // for the next one that is read here
  if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
    handler.on_dropped(burst.ports[at], DropReason::oversized, 1);
    return;
  }
  Packet packet{burst.buffers[at].octets.data(), message.msg_len};
  const Verdict verdict = handler.on_packet(now, burst.ports[at], read_socket_address(burst.sources[at]), packet);
  if (!verdict.forward) return;
  sockets_.expect(verdict.via);
  burst.put(packet, verdict.via, verdict.to);
}

// What is refused (no route, firewall, buffer full) is lost: audio does not wait, and the next one may pass.
void SocketIo::send_all(PacketHandler& handler) {
  sockets_.begin_burst();
  for (std::size_t i = 0; i < burst_->leaving; ++i) {
    const PortIndex via = burst_->via[i];
    if (i + 1 < burst_->leaving) sockets_.approach(burst_->via[i + 1]);
    const Packet& packet = burst_->packets[i];
    const int connected = sockets_.socket_toward(via, burst_->targets[i]);
    const bool sent = connected < 0 ? send(via, packet, burst_->targets[i]) : send_on(connected, packet);
    if (!sent) handler.on_dropped(via, DropReason::send_failed, 1);
  }
  burst_->leaving = 0;
}

bool SocketIo::send(PortIndex via, const Packet& packet, const Endpoint& to) {
  sockaddr_storage target;
  const socklen_t length = write_socket_address(to, target);
  const auto* const address = reinterpret_cast<const sockaddr*>(&target);
  return sendto(sockets_.open_socket(via), packet.octets, packet.size, MSG_DONTWAIT, address, length) >= 0;
}

bool SocketIo::send_on(int connected, const Packet& packet) {
  return past_refusal([&] { return ::send(connected, packet.octets, packet.size, MSG_DONTWAIT); }) >= 0;
}

}  // namespace trunkgate::media
