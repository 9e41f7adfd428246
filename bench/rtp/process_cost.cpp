// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/process_cost.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace trunkgate::bench {
namespace {

double run_time_us(const std::filesystem::path& process) {
  double sum_ns = 0;
  for (const auto& task : std::filesystem::directory_iterator(process / "task")) {
    std::ifstream file(task.path() / "schedstat");
    double run_ns = 0;
    if (file >> run_ns) sum_ns += run_ns;
  }
  return sum_ns / 1000;
}

/// Fields 14 and 15 of proc(5)'s stat; the second field, a name in brackets, may hold anything.
void read_ticks(const std::filesystem::path& process, ProcessCost& cost) {
  std::ifstream file(process / "stat");
  file.ignore(std::numeric_limits<std::streamsize>::max(), ')');
  std::string skipped;
  for (int field = 3; field < 14; ++field) file >> skipped;
  double user = 0;
  double system = 0;
  file >> user >> system;
  const double tick_us = 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
  cost.user_us = user * tick_us;
  cost.system_us = system * tick_us;
}

double kilobytes(const std::filesystem::path& path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  double value = 0;
  while (file >> word) {
    if (word == name && file >> value) return value;
  }
  return 0;
}

}  // namespace

ProcessCost ProcessCost::of(pid_t process) {
  const auto folder = std::filesystem::path("/proc") / std::to_string(process);
  ProcessCost cost;
  cost.cpu_us = run_time_us(folder);
  read_ticks(folder, cost);
  // Its own alone: the share in a library's pages rises whenever another process that runs the same library ends.
  cost.memory_kb = kilobytes(folder / "smaps_rollup", "Anonymous:");
  if (cost.memory_kb == 0) cost.memory_kb = kilobytes(folder / "status", "RssAnon:");
  return cost;
}

}  // namespace trunkgate::bench
