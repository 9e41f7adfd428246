// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "media/instant.h"
#include "media/ng/server_output.h"
#include "media/service/config.h"

namespace trunkgate::media {

/// One line without its end, like the proxy's: {"time":…,"level":…,"event":…,"call_id":…,"text":…} or the same as text,
/// empty fields left out. Control characters and octets that are not ASCII are escaped, so that nobody can forge or
/// break a line.
[[nodiscard]] std::string format_line(LogFormat format, std::string_view time, const ng::LogEvent& event);

/// How many lines a client may cause per second; more are counted and told of in one line.
inline constexpr std::uint32_t log_lines_per_second_max = 100;

/// Lines per second, up to log_lines_per_second_max. Not thread-safe.
class LogLimit {
 public:
  [[nodiscard]] bool allow(Instant now);
  /// What was withheld in the second before this one; asks once.
  [[nodiscard]] std::uint64_t withheld(Instant now);

 private:
  Instant window_ = Instant::min();
  std::uint32_t lines_ = 0;
  std::uint64_t withheld_ = 0;
};

/// The process's log on standard output. Lines are written by a thread of their own from a bounded queue whose oldest
/// line gives way, so a slow reader never holds up a command.
class Log {
 public:
  Log(LogFormat format, ng::LogLevel level);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Within the limit. One thread; the other two may be called from any.
  void write(Instant now, const ng::LogEvent& event);
  /// Without it: start, stop, reload.
  void write_always(const ng::LogEvent& event);
  void set_level(ng::LogLevel level) { level_ = level; }

 private:
  struct Sink;
  LogFormat format_;
  std::atomic<ng::LogLevel> level_;
  LogLimit limit_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace trunkgate::media
