// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "proxy/record/call_record.h"

namespace trunkgate::proxy {

/// One line of JSON without its end; the README of proxy/ lists its members. `wall` and `now` are one moment on both
/// clocks. What is not known is left out.
[[nodiscard]] std::string format_record(const CallRecord& record, std::chrono::system_clock::time_point wall,
                                        sip::Instant now);

}  // namespace trunkgate::proxy
