// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/core/output.h"
#include "sip/instant.h"

namespace trunkgate::proxy {

/// How many lines one cause may write. A cause is an event's name and its peer or zone: both are ours, so nobody
/// outside can make new ones. Events of a call have wide bounds, all others a narrow one: ten thousand packets from a
/// stranger make a handful of lines. Not thread-safe.
class LogLimit {
 public:
  LogLimit() { causes_.reserve(8); }

  /// True: write it.
  [[nodiscard]] bool allow(sip::Instant now, const LogEvent& event);

  struct Withheld {
    std::string event;
    std::string peer;
    std::uint64_t count = 0;
  };
  /// What was withheld in windows that ended before `now`; asks once.
  [[nodiscard]] std::vector<Withheld> ended(sip::Instant now);
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  struct Cause {
    std::string event;
    std::string peer;
    bool of_call = false;
    sip::Instant window_start;
    std::uint32_t lines = 0;
    std::uint64_t withheld = 0;
  };
  Cause& cause_of(sip::Instant now, const LogEvent& event);

  std::vector<Cause> causes_;
  std::uint64_t total_ = 0;
};

}  // namespace trunkgate::proxy
