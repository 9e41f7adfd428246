// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace trunkgate::sip {

/// Handle of a buffer of one BufferPool.
struct BufferId {
  std::uint32_t index = 0;
  std::uint16_t length = 0;  ///< bytes in use
  std::uint8_t size_class = UINT8_MAX;

  explicit operator bool() const { return size_class != UINT8_MAX; }
};

/// Keeps wire messages that must outlive the call that brought them. Four sizes, so that a 500-byte response does not
/// occupy what a 64 kB INVITE may need. The address space is reserved at construction; memory is touched when first
/// used, and the buffer freed last is handed out first.
class BufferPool {
 public:
  static constexpr std::array<std::uint32_t, 4> sizes{1024, 2048, 8192, 65536};
  using Counts = std::array<std::uint32_t, sizes.size()>;

  explicit BufferPool(const Counts& counts);

  /// A buffer of at least `size` bytes; when its class is used up, of the next larger one. False id: all used up.
  [[nodiscard]] BufferId acquire(std::size_t size);
  /// Copies `bytes` into a new buffer.
  [[nodiscard]] BufferId store(std::span<const char> bytes);
  /// Content stays readable until the buffer is acquired again. Resets `id`; a false id is ignored.
  void release(BufferId& id);

  [[nodiscard]] std::span<char> space(BufferId id);              ///< all of it, for writing
  [[nodiscard]] std::span<const char> bytes(BufferId id) const;  ///< `length` bytes; empty for a false id
  [[nodiscard]] std::uint32_t used() const { return used_; }

 private:
  struct SizeClass {
    std::unique_ptr<char[]> memory;
    std::vector<std::uint32_t> free;
  };
  std::array<SizeClass, sizes.size()> classes_;
  std::uint32_t used_ = 0;
};

}  // namespace trunkgate::sip
