// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// A file descriptor, closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

/// One socket per listener and worker, all of a listener on the same address by SO_REUSEPORT: UDP sockets bound, TCP
/// and TLS sockets listening. sockets[worker][listener].
struct BoundSockets {
  std::vector<std::vector<Descriptor>> sockets;
  std::vector<Endpoint> local;  ///< per listener; differs from the configuration when that asked for port 0
  std::string error;            ///< one sentence for the operator; empty when all are bound
};

/// Binds everything before the first thread starts, so that a port taken is a start-up error. Two processes could
/// share a port by SO_REUSEPORT unnoticed, therefore each address is first tried without it.
[[nodiscard]] BoundSockets bind_listeners(const Config& config, std::size_t worker_count);

}  // namespace trunkgate::proxy
