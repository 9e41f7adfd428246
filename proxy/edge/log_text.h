// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "proxy/config/config.h"
#include "proxy/core/output.h"

namespace trunkgate::proxy {

/// One line without its end: {"time":…,"level":…,"event":…,"call_id":…,"peer":…,"text":…} or the same as text, empty
/// fields left out. `time` is RFC 3339 with milliseconds. Control characters and bytes that are not ASCII are escaped
/// and long values cut at log_text_max, so that no peer can forge or break a line.
[[nodiscard]] std::string format_line(LogFormat format, std::string_view time, const LogEvent& event);

[[nodiscard]] std::string_view to_string(LogLevel level);  ///< "debug", "info", "warning", "error"

}  // namespace trunkgate::proxy
