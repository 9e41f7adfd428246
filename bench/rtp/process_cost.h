// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace trunkgate::bench {

/// What a process has cost since it began. Differences of two readings are figures.
struct ProcessCost {
  double cpu_us = 0;   ///< run time of all its threads, exact to the nanosecond
  double user_us = 0;  ///< of it outside the kernel: sampled by the tick and told in steps of 10 ms, good over seconds
  double system_us = 0;  ///< the rest, likewise
  double memory_kb = 0;  ///< resident pages of its own: heap, stacks, tables; no page of a file

  [[nodiscard]] static ProcessCost of(pid_t process);
};

}  // namespace trunkgate::bench
