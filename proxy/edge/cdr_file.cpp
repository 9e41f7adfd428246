// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/cdr_file.h"

#include <fcntl.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "proxy/edge/cdr_text.h"
#include "proxy/edge/clock.h"
#include "proxy/edge/limits.h"

namespace trunkgate::proxy {

/// O_APPEND and one write(2) a line: a line is whole even when several processes share the file.
class CdrFile::Sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Sink(std::atomic<std::uint64_t>& lost) : lost_(lost) {}
  ~Sink() override {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] bool open(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP);
    if (file < 0) return false;
    const std::lock_guard lock(mutex_);
    if (file_ >= 0) ::close(file_);
    file_ = file;
    return true;
  }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    line_.assign(message.payload.data(), message.payload.size());
    line_ += '\n';
    if (::write(file_, line_.data(), line_.size()) != static_cast<ssize_t>(line_.size())) ++lost_;
  }
  void flush_() override {}

  std::atomic<std::uint64_t>& lost_;
  std::string line_;
  int file_ = -1;
};

struct CdrFile::Parts {
  std::string path;
  std::atomic<std::uint64_t> unwritten{0};  // the disk is full, say
  std::atomic<std::uint64_t> told{0};
  std::shared_ptr<Sink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

CdrFile::CdrFile() : parts_(std::make_unique<Parts>()) {}
CdrFile::~CdrFile() = default;

std::string CdrFile::open(const std::string& path) {
  if (path.empty()) return {};
  Parts& parts = *parts_;
  parts.path = path;
  parts.sink = std::make_shared<Sink>(parts.unwritten);
  // When it cannot be made, what opening the file says is the better reason.
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  if (!parts.sink->open(path)) {
    return "cannot write to " + path + ": " + std::strerror(errno) +
           "; correct cdr.file, or give its folder to the user of this process";
  }
  parts.pool = std::make_shared<spdlog::details::thread_pool>(log_queue_max, 1);
  parts.logger = std::make_shared<spdlog::async_logger>("cdr", parts.sink, parts.pool,
                                                        spdlog::async_overflow_policy::overrun_oldest);
  return {};
}

bool CdrFile::reopen() { return parts_->sink == nullptr || parts_->sink->open(parts_->path); }

void CdrFile::write(const CallRecord& record) {
  if (parts_->logger == nullptr) return;
  const std::string line = format_record(record, std::chrono::system_clock::now(), clock_now());
  parts_->logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

std::uint64_t CdrFile::take_lost() {
  const std::uint64_t lost = parts_->unwritten + (parts_->pool == nullptr ? 0 : parts_->pool->overrun_counter());
  return lost - std::min(lost, parts_->told.exchange(lost));
}

}  // namespace trunkgate::proxy
