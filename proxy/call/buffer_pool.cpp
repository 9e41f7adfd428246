// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/buffer_pool.h"

#include <algorithm>

namespace trunkgate::proxy {

BufferPool::Handle BufferPool::store(std::span<const char> bytes) {
  if (bytes.size() > size_max_) return 0;
  Handle handle = 0;
  if (!free_.empty()) {
    handle = free_.back();
    free_.pop_back();
  } else {
    if (buffers_.size() >= count_max_) return 0;
    buffers_.push_back({0, std::make_unique_for_overwrite<char[]>(size_max_)});
    free_.reserve(buffers_.capacity());
    handle = static_cast<Handle>(buffers_.size());
  }
  Buffer& buffer = buffers_[handle - 1];
  std::copy(bytes.begin(), bytes.end(), buffer.bytes.get());
  buffer.size = static_cast<std::uint32_t>(bytes.size());
  ++in_use_;
  return handle;
}

std::span<const char> BufferPool::view(Handle handle) const {
  if (handle == 0) return {};
  const Buffer& buffer = buffers_[handle - 1];
  return {buffer.bytes.get(), buffer.size};
}

void BufferPool::release(Handle& handle) {
  if (handle == 0) return;
  free_.push_back(handle);
  --in_use_;
  handle = 0;
}

}  // namespace trunkgate::proxy
