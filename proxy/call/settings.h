// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trunkgate::proxy {

/// Settings of one worker's core. The seed makes a run repeatable.
struct CoreSettings {
  std::uint8_t worker = 0;
  std::uint8_t worker_count = 1;
  std::uint64_t seed = 0;  ///< for what must be unguessable only in a running system: branches of our own requests
  std::uint32_t epoch_seconds = 0;  ///< wall clock at start, for CSeq of requests that we originate
  std::uint32_t call_max = 8192;
};

}  // namespace trunkgate::proxy
