// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace trunkgate::media {

inline constexpr std::size_t cache_line_size = 64;

/// Asks for the cache lines in which `size` octets from `begin` on lie, and does not wait for them. Inlined always: GCC
/// takes a function that does nothing else for one without effect, and drops the call.
[[gnu::always_inline]] inline void prefetch(const void* begin, std::size_t size) {
  const auto* const first = static_cast<const char*>(begin);
  const std::size_t before = reinterpret_cast<std::uintptr_t>(first) % cache_line_size;
  for (std::size_t at = 0; at < before + size; at += cache_line_size) __builtin_prefetch(first + at, 1);
}

}  // namespace trunkgate::media
