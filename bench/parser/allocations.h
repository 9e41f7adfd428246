// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace trunkgate::bench {

/// How often this program and its libraries have asked for memory: malloc, calloc, realloc, aligned_alloc and, through
/// malloc, operator new.
[[nodiscard]] std::size_t allocation_count();

}  // namespace trunkgate::bench
