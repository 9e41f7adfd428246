// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace trunkgate::proxy {

/// RFC 3339 §5.6 in UTC, with milliseconds: "2023-11-14T22:13:20.000Z".
[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace trunkgate::proxy
