// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/buffer_pool.h"

#include <algorithm>

namespace trunkgate::sip {

BufferPool::BufferPool(const Counts& counts) {
  for (std::size_t size_class = 0; size_class < sizes.size(); ++size_class) {
    auto& [memory, free] = classes_[size_class];
    // Not cleared: the kernel gives pages when they are first written, so what is never used costs no memory.
    memory = std::make_unique_for_overwrite<char[]>(std::size_t{counts[size_class]} * sizes[size_class]);
    free.resize(counts[size_class]);
    for (std::uint32_t index = 0; index < counts[size_class]; ++index) free[index] = counts[size_class] - 1 - index;
  }
}

BufferId BufferPool::acquire(std::size_t size) {
  for (std::size_t size_class = 0; size_class < sizes.size(); ++size_class) {
    auto& free = classes_[size_class].free;
    if (size > sizes[size_class] || free.empty()) continue;
    const auto index = free.back();
    free.pop_back();
    ++used_;
    return {index, 0, static_cast<std::uint8_t>(size_class)};
  }
  return {};
}

BufferId BufferPool::store(std::span<const char> bytes) {
  if (bytes.size() > UINT16_MAX) return {};
  BufferId id = acquire(bytes.size());
  if (!id) return id;
  id.length = static_cast<std::uint16_t>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), space(id).begin());
  return id;
}

void BufferPool::release(BufferId& id) {
  if (!id) return;
  classes_[id.size_class].free.push_back(id.index);  // never beyond the size it was made with
  --used_;
  id = {};
}

std::span<char> BufferPool::space(BufferId id) {
  if (!id) return {};
  const std::size_t size = sizes[id.size_class];
  return {classes_[id.size_class].memory.get() + id.index * size, size};
}

std::span<const char> BufferPool::bytes(BufferId id) const {
  if (!id) return {};
  const std::size_t size = sizes[id.size_class];
  return {classes_[id.size_class].memory.get() + id.index * size, id.length};
}

}  // namespace trunkgate::sip
