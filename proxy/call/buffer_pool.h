// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "proxy/call/limits.h"

namespace trunkgate::proxy {

/// Bytes that must outlive the step that brought them: a 200 that waits for the anchor, the SDP of an INVITE that may
/// be sent again. Grows to parked_count_max buffers and then reuses them: no heap after warm-up. One per core.
class BufferPool {
 public:
  /// Names a buffer; 0 names none.
  using Handle = std::uint32_t;

  /// 0 when `bytes` is longer than parked_size_max or all buffers are taken.
  [[nodiscard]] Handle store(std::span<const char> bytes);
  /// Valid until release().
  [[nodiscard]] std::span<const char> view(Handle handle) const;
  /// Sets `handle` to 0. Releasing 0 does nothing.
  void release(Handle& handle);
  [[nodiscard]] std::uint32_t in_use() const { return in_use_; }

 private:
  struct Buffer {
    std::uint32_t size = 0;
    std::array<char, parked_size_max> bytes;
  };
  std::vector<std::unique_ptr<Buffer>> buffers_;
  std::vector<Handle> free_;
  std::uint32_t in_use_ = 0;
};

}  // namespace trunkgate::proxy
