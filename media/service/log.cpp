// SPDX-License-Identifier: Apache-2.0
#include "media/service/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

namespace trunkgate::media {
namespace {

constexpr std::size_t queue_max = 8192;
constexpr std::size_t value_size_max = 512;
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

void append_escaped(std::string& line, std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char character : value.substr(0, value_size_max)) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet == '"' || octet == '\\') {
      (line += '\\') += character;
    } else if (octet < 0x20 || octet >= 0x7f) {
      ((line += "\\u00") += digits[octet >> 4U]) += digits[octet & 15U];
    } else {
      line += character;
    }
  }
  if (value.size() > value_size_max) line += "...";
}

std::string time_now() {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const std::time_t seconds = system_clock::to_time_t(now);
  const auto milliseconds = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds);
}

}  // namespace

std::string format_line(LogFormat format, std::string_view time, const ng::LogEvent& event) {
  const bool json = format == LogFormat::json;
  std::string line = json ? "{" : "";
  const auto append = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (json) {
      ((line += line.size() == 1 ? "\"" : ",\"") += name) += "\":\"";
    } else {
      line += line.empty() ? "" : " ";
      if (name == "call_id") line += "call_id=";
      if (name == "text") line += ": ";
    }
    append_escaped(line, value);
    if (json) line += '"';
  };
  append("time", time);
  append("level", level_names[static_cast<std::size_t>(event.level)]);
  append("event", event.event);
  append("call_id", event.call_id);
  append("text", event.text);
  return json ? line + "}" : line;
}

bool LogLimit::allow(Instant now) {
  if (window_ == Instant::min() || now - window_ >= std::chrono::seconds{1}) {
    window_ = now;
    lines_ = 0;
  }
  if (++lines_ <= log_lines_per_second_max) return true;
  ++withheld_;
  return false;
}

std::uint64_t LogLimit::withheld(Instant now) {
  if (withheld_ == 0 || now - window_ < std::chrono::seconds{1}) return 0;
  return std::exchange(withheld_, 0);
}

struct Log::Sink {
  std::shared_ptr<spdlog::details::thread_pool> pool = std::make_shared<spdlog::details::thread_pool>(queue_max, 1);
  std::shared_ptr<spdlog::async_logger> logger =
      std::make_shared<spdlog::async_logger>("trunkgate-media", std::make_shared<spdlog::sinks::stdout_sink_mt>(), pool,
                                             spdlog::async_overflow_policy::overrun_oldest);
};

Log::Log(LogFormat format, ng::LogLevel level) : format_(format), level_(level), sink_(std::make_unique<Sink>()) {
  sink_->logger->set_pattern("%v");
  sink_->logger->flush_on(spdlog::level::trace);
}

Log::~Log() = default;

void Log::write(Instant now, const ng::LogEvent& event) {
  if (event.level < level_) return;
  if (const std::uint64_t count = limit_.withheld(now); count > 0) {
    write_always({ng::LogLevel::warning, "log.suppressed", {}, std::to_string(count) + " more lines were withheld"});
  }
  if (limit_.allow(now)) write_always(event);
}

void Log::write_always(const ng::LogEvent& event) {
  if (event.level < level_) return;
  const std::string line = format_line(format_, time_now(), event);
  sink_->logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

}  // namespace trunkgate::media
