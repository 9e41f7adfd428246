// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "media/address.h"

namespace trunkgate::media {

/// A UDP socket of the ng port. Never blocks; one thread at a time.
class NgSocket {
 public:
  /// Whoever gets the datagrams.
  class Reader {
   public:
    virtual ~Reader() = default;
    virtual void on_datagram(const Endpoint& source, std::string_view datagram) = 0;
  };

  NgSocket();
  ~NgSocket();
  NgSocket(const NgSocket&) = delete;
  NgSocket& operator=(const NgSocket&) = delete;

  /// Binds. Empty when it listens, else one sentence: what, where, what to do.
  [[nodiscard]] std::string start(const Endpoint& local);
  [[nodiscard]] const Endpoint& local() const { return local_; }
  [[nodiscard]] int descriptor() const { return socket_; }
  /// Reads what waits, but no more than ng_batch_max: a flood does not hold up packets.
  void read(Reader& reader);
  /// False when the kernel refused it; the client then asks again.
  bool send(const Endpoint& to, std::string_view datagram);

 private:
  struct Batch;
  int socket_ = -1;
  Endpoint local_;
  std::unique_ptr<Batch> batch_;
};

}  // namespace trunkgate::media
