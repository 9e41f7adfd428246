// SPDX-License-Identifier: Apache-2.0
#include "metrics/process.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace trunkgate::metrics {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

/// Fields of /proc/self/stat that we show, see proc(5).
struct ProcessStat {
  double cpu_seconds = 0;
  double start_seconds_after_boot = 0;
  std::uint64_t threads = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_bytes = 0;
};

std::optional<ProcessStat> read_stat() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The command name may hold spaces and brackets; the fields from number 3 on follow the last ')'.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields{line.substr(name_end + 1)};
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::uint64_t user = 0, system = 0, start = 0, pages = 0;
  ProcessStat stat;
  fields >> user >> system;  // 14, 15
  for (int field = 16; field < 20; ++field) fields >> skipped;
  fields >> stat.threads >> skipped >> start >> stat.virtual_bytes >> pages;  // 20, 21, 22, 23, 24
  if (!fields) return std::nullopt;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  stat.cpu_seconds = static_cast<double>(user + system) / ticks;
  stat.start_seconds_after_boot = static_cast<double>(start) / ticks;
  stat.resident_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return stat;
}

std::optional<double> boot_time() {
  std::ifstream file{"/proc/stat"};
  std::string word;
  double seconds = 0;
  while (file >> word) {
    if (word == "btime" && file >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> open_descriptors() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator entry{"/proc/self/fd", error}, end; !error && entry != end;
       entry.increment(error)) {
    ++count;
  }
  if (error) return std::nullopt;
  return count - 1;  // the directory itself, open while we count
}

void append(std::vector<MetricFamily>& families, std::string_view name, std::string_view help, MetricType type,
            double value) {
  MetricFamily& family = families.emplace_back();
  family.name = name;
  family.help = help;
  family.type = type;
  auto& series = family.metric.emplace_back();
  (type == MetricType::Counter ? series.counter.value : series.gauge.value) = value;
}

}  // namespace

std::vector<MetricFamily> ProcessCollector::Collect() const {
  std::vector<MetricFamily> families;
  if (const auto stat = read_stat()) {
    append(families, "process_cpu_seconds_total", "User and system CPU time.", MetricType::Counter, stat->cpu_seconds);
    append(families, "process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
           static_cast<double>(stat->resident_bytes));
    append(families, "process_virtual_memory_bytes", "Virtual memory.", MetricType::Gauge,
           static_cast<double>(stat->virtual_bytes));
    append(families, "process_threads", "Threads now.", MetricType::Gauge, static_cast<double>(stat->threads));
    if (const auto boot = boot_time()) {
      append(families, "process_start_time_seconds", "Start, seconds since the Unix epoch.", MetricType::Gauge,
             *boot + stat->start_seconds_after_boot);
    }
  }
  if (const auto open = open_descriptors()) {
    append(families, "process_open_fds", "File descriptors open now.", MetricType::Gauge, *open);
  }
  if (const long limit = ::sysconf(_SC_OPEN_MAX); limit > 0) {
    append(families, "process_max_fds", "File descriptors allowed.", MetricType::Gauge, static_cast<double>(limit));
  }
  return families;
}

}  // namespace trunkgate::metrics
