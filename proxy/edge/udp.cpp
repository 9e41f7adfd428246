// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/udp.h"

#include <cerrno>
#include <cstring>

#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {

DatagramPool::DatagramPool() : storage_(std::make_unique_for_overwrite<char[]>(receive_batch_max * datagram_size_max)) {
  for (std::size_t i = 0; i < receive_batch_max; ++i) {
    vectors_[i] = {storage_.get() + i * datagram_size_max, datagram_size_max};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &remotes_[i];
  }
}

std::span<const Datagram> DatagramPool::receive(int fd) {
  for (mmsghdr& header : headers_) header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
  const int count = ::recvmmsg(fd, headers_.data(), receive_batch_max, MSG_DONTWAIT, nullptr);
  if (count <= 0) return {};
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    datagrams_[i].remote = from_sockaddr(remotes_[i]);
    datagrams_[i].bytes = {static_cast<const char*>(vectors_[i].iov_base), headers_[i].msg_len};
    datagrams_[i].truncated = (headers_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
  }
  return {datagrams_.data(), static_cast<std::size_t>(count)};
}

DatagramBatch::DatagramBatch(int fd) : fd_(fd), arena_(std::make_unique_for_overwrite<char[]>(send_arena_size)) {
  for (std::size_t i = 0; i < send_batch_max; ++i) {
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &remotes_[i];
  }
}

bool DatagramBatch::add(const Endpoint& remote, std::span<const char> bytes) {
  if (count_ == send_batch_max || bytes.size() > datagram_size_max || bytes.size() > send_arena_size - used_) {
    return false;
  }
  char* place = arena_.get() + used_;
  std::memcpy(place, bytes.data(), bytes.size());
  used_ += bytes.size();
  vectors_[count_] = {place, bytes.size()};
  headers_[count_].msg_hdr.msg_namelen = to_sockaddr(remote, remotes_[count_]);
  ++count_;
  return true;
}

SendReport DatagramBatch::flush() {
  SendReport report;
  std::size_t first = 0;
  while (first < count_) {
    const int sent = ::sendmmsg(fd_, headers_.data() + first, static_cast<unsigned>(count_ - first), MSG_DONTWAIT);
    if (sent > 0) {
      first += static_cast<std::size_t>(sent);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
      report.dropped += count_ - first;
      break;
    }
    // Only the first datagram of the call failed; those behind it may have another way.
    report.unreachable = true;
    report.unreachable_remote = from_sockaddr(remotes_[first]);
    ++first;
  }
  count_ = 0;
  used_ = 0;
  return report;
}

}  // namespace trunkgate::proxy
