// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <memory>
#include <span>

#include "proxy/address.h"
#include "proxy/edge/bind.h"
#include "proxy/edge/limits.h"

namespace trunkgate::proxy {

/// One datagram as received. `bytes` live until the next receive into the same pool.
struct Datagram {
  Endpoint remote;
  std::span<const char> bytes;
  bool truncated = false;  ///< longer than any UDP datagram may be: not to be believed
};

/// Buffers for one recvmmsg. A worker has one pool for all its sockets: datagrams are handled before the next read.
class DatagramPool {
 public:
  DatagramPool();
  DatagramPool(const DatagramPool&) = delete;
  DatagramPool& operator=(const DatagramPool&) = delete;

  /// Reads what waits on `fd`, at most receive_batch_max. Empty when nothing waits. Allocates nothing.
  [[nodiscard]] std::span<const Datagram> receive(int fd);

 private:
  std::unique_ptr<char[]> storage_;
  std::array<mmsghdr, receive_batch_max> headers_{};
  std::array<iovec, receive_batch_max> vectors_{};
  std::array<sockaddr_storage, receive_batch_max> remotes_{};
  std::array<Datagram, receive_batch_max> datagrams_;
};

/// Outcome of sending a batch.
struct SendReport {
  std::size_t dropped = 0;      ///< the kernel's buffer was full: lost as on a network, RFC 3261 §17 retransmits
  bool unreachable = false;     ///< at least one datagram had no way out (no route, refused, too long)
  Endpoint unreachable_remote;  ///< the last such one
};

/// Datagrams gathered for one socket and sent with one sendmmsg. Not thread-safe.
class DatagramBatch {
 public:
  explicit DatagramBatch(int fd);
  DatagramBatch(const DatagramBatch&) = delete;
  DatagramBatch& operator=(const DatagramBatch&) = delete;

  /// Copies `bytes`. False when the batch has no room: flush, then add again. Never true for more than
  /// datagram_size_max bytes.
  [[nodiscard]] bool add(const Endpoint& remote, std::span<const char> bytes);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// Sends all that was added. Never blocks.
  SendReport flush();

 private:
  int fd_;
  std::size_t count_ = 0;
  std::size_t used_ = 0;
  std::unique_ptr<char[]> arena_;
  std::array<mmsghdr, send_batch_max> headers_{};
  std::array<iovec, send_batch_max> vectors_{};
  std::array<sockaddr_storage, send_batch_max> remotes_{};
};

}  // namespace trunkgate::proxy
