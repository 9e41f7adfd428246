// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {

/// What waits to be written on one connection, in order and bounded. One write is under way at a time; messages that
/// come meanwhile gather and leave together in the next. Not thread-safe.
class Outbox {
 public:
  explicit Outbox(std::size_t size_max = outbox_size_max) : size_max_(size_max) {}

  /// Copies `bytes` behind what waits. False when they would pass the bound: nothing is added then.
  [[nodiscard]] bool push(std::span<const char> bytes);
  /// Takes all that waits as the next write. Empty when nothing waits or a write is under way. The bytes live until
  /// written().
  [[nodiscard]] std::span<const char> next_write();
  void written();

  [[nodiscard]] std::size_t size() const { return waiting_.size() + writing_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }

 private:
  std::size_t size_max_;
  std::vector<char> waiting_;
  std::vector<char> writing_;
};

}  // namespace trunkgate::proxy
