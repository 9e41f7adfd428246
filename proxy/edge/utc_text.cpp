// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/utc_text.h"

#include <fmt/format.h>

#include <ctime>

namespace trunkgate::proxy {

std::string utc_text(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  const auto rest = std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, rest);
}

}  // namespace trunkgate::proxy
