// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/log_limit.h"

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

std::uint32_t lines_allowed(const LogEvent& event) {
  if (event.call_id.empty()) return log_lines_max;
  return event.level >= LogLevel::warning ? log_call_warnings_max : log_call_lines_max;
}

}  // namespace

LogLimit::Cause& LogLimit::cause_of(sip::Instant now, const LogEvent& event) {
  const bool of_call = !event.call_id.empty();
  for (Cause& cause : causes_) {
    if (cause.event == event.event && cause.peer == event.peer && cause.of_call == of_call) return cause;
  }
  // Past the bound all further causes share the last place: fewer lines, never more memory.
  if (causes_.size() == log_cause_max) return causes_.back();
  causes_.push_back({std::string(event.event), std::string(event.peer), of_call, now, 0, 0});
  return causes_.back();
}

bool LogLimit::allow(sip::Instant now, const LogEvent& event) {
  Cause& cause = cause_of(now, event);
  if (now - cause.window_start >= log_window && cause.withheld == 0) {
    cause.window_start = now;
    cause.lines = 0;
  }
  if (cause.lines < lines_allowed(event)) {
    ++cause.lines;
    return true;
  }
  ++cause.withheld;
  ++total_;
  return false;
}

std::vector<LogLimit::Withheld> LogLimit::ended(sip::Instant now) {
  std::vector<Withheld> reports;
  for (Cause& cause : causes_) {
    if (cause.withheld == 0 || now - cause.window_start < log_window) continue;
    reports.push_back({cause.event, cause.peer, cause.withheld});
    cause.window_start = now;
    cause.lines = 0;
    cause.withheld = 0;
  }
  return reports;
}

}  // namespace trunkgate::proxy
