// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trunkgate::media {

/// A UDP socket connected to one anchor.
class RemoteSocket {
 public:
  /// "host:port"; a name is looked up. Throws std::runtime_error with a sentence.
  explicit RemoteSocket(const std::string& anchor);
  ~RemoteSocket();
  RemoteSocket(RemoteSocket&& other) noexcept;
  RemoteSocket& operator=(RemoteSocket&&) = delete;

  enum class Outcome : std::uint8_t { datagram, nothing, refused };
  /// Reads one datagram into `room`, cut when it is longer. `refused`: ICMP says that nobody listens there.
  [[nodiscard]] Outcome receive(std::span<char> room, std::string_view& datagram);
  /// False when the machine refuses it at once, as receive() does; other errors are a loss like any.
  [[nodiscard]] bool send(std::string_view datagram);
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

}  // namespace trunkgate::media
