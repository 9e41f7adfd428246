// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace trunkgate::proxy {

/// Bytes that must outlive the step that brought them: a 200 that waits for the anchor, the SDP of an INVITE that may
/// be sent again, the SDP that a leg repeats. Grows to its bound and then reuses: no heap after warm-up.
class BufferPool {
 public:
  /// Names a buffer; 0 names none.
  using Handle = std::uint32_t;

  BufferPool(std::size_t size_max, std::uint32_t count_max) : size_max_(size_max), count_max_(count_max) {}

  /// 0 when `bytes` is longer than `size_max`, or all buffers are taken.
  [[nodiscard]] Handle store(std::span<const char> bytes);
  /// Valid until release().
  [[nodiscard]] std::span<const char> view(Handle handle) const;
  /// Sets `handle` to 0. Releasing 0 does nothing.
  void release(Handle& handle);
  [[nodiscard]] std::uint32_t in_use() const { return in_use_; }

 private:
  struct Buffer {
    std::uint32_t size = 0;
    std::unique_ptr<char[]> bytes;
  };
  std::size_t size_max_;
  std::uint32_t count_max_;
  std::vector<Buffer> buffers_;
  std::vector<Handle> free_;
  std::uint32_t in_use_ = 0;
};

}  // namespace trunkgate::proxy
