// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <mutex>

#include "proxy/edge/limits.h"
#include "proxy/edge/log_limit.h"
#include "proxy/edge/log_text.h"
#include "proxy/edge/utc_text.h"

namespace trunkgate::proxy {
struct Log::Parts {
  LogFormat format;
  std::atomic<LogLevel> level;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
  std::mutex limit_mutex;
  LogLimit limit;  // guarded by limit_mutex
};

Log::Log(LogFormat format, LogLevel level) : parts_(std::make_unique<Parts>()) {
  parts_->format = format;
  parts_->level = level;
  parts_->pool = std::make_shared<spdlog::details::thread_pool>(log_queue_max, 1);
  parts_->logger =
      std::make_shared<spdlog::async_logger>("trunkgate", std::make_shared<spdlog::sinks::stdout_sink_mt>(),
                                             parts_->pool, spdlog::async_overflow_policy::overrun_oldest);
  parts_->logger->set_pattern("%v");
  parts_->logger->set_level(spdlog::level::trace);
  parts_->logger->flush_on(spdlog::level::trace);
}

Log::~Log() = default;

bool Log::allowed(sip::Instant now, const LogEvent& event) {
  if (event.level < parts_->level.load(std::memory_order_relaxed)) return false;
  const std::lock_guard lock(parts_->limit_mutex);
  return parts_->limit.allow(now, event);
}

void Log::write(sip::Instant now, const LogEvent& event) {
  if (allowed(now, event)) write_always(event);
}

void Log::write_always(const LogEvent& event) {
  if (event.level < parts_->level.load(std::memory_order_relaxed)) return;
  const std::string line = format_line(parts_->format, utc_text(std::chrono::system_clock::now()), event);
  parts_->logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

void Log::tick(sip::Instant now) {
  std::vector<LogLimit::Withheld> reports;
  {
    const std::lock_guard lock(parts_->limit_mutex);
    reports = parts_->limit.ended(now);
  }
  for (const auto& report : reports) {
    const std::string text = fmt::format("{} more lines of {} were withheld", report.count, report.event);
    write_always({LogLevel::warning, "log.suppressed", {}, report.peer, text});
  }
}

void Log::set_level(LogLevel level) { parts_->level = level; }

std::uint64_t Log::suppressed() const {
  const std::lock_guard lock(parts_->limit_mutex);
  return parts_->limit.total();
}

void Log::flush() { parts_->logger->flush(); }

}  // namespace trunkgate::proxy
