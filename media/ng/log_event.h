// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trunkgate::media::ng {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// One line of the log, as values; whoever owns the log formats and writes it.
struct LogEvent {
  LogLevel level = LogLevel::info;
  std::string_view event;  ///< stable name, e.g. "call.refused"
  std::string_view call_id;
  std::string_view text;
};

}  // namespace trunkgate::media::ng
