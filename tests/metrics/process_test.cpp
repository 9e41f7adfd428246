// SPDX-License-Identifier: Apache-2.0
#include "metrics/process.h"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/metrics/exposition_format.h"

namespace trunkgate::metrics {
namespace {

test::ExpositionFormat figures() {
  return test::ExpositionFormat{prometheus::TextSerializer{}.Serialize(ProcessCollector{}.Collect())};
}

TEST(ProcessCollector, Figures_AreThoseOfThisProcess) {
  const auto page = figures();
  EXPECT_EQ(page.error, "");
  EXPECT_GT(page.value("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GE(page.value("process_virtual_memory_bytes"), page.value("process_resident_memory_bytes"));
  EXPECT_GE(page.value("process_cpu_seconds_total"), 0);
  EXPECT_GE(page.value("process_max_fds"), page.value("process_open_fds"));
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_LT(page.value("process_start_time_seconds"), now + 2);
  EXPECT_GT(page.value("process_start_time_seconds"), now - 3600);
}

TEST(ProcessCollector, OpenDescriptorsAndThreads_FollowWhatTheProcessDoes) {
  const auto before = figures();
  const int descriptor = ::dup(0);
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(figures().value("process_open_fds"), before.value("process_open_fds") + 1);
  ::close(descriptor);
  std::thread{[&before] { EXPECT_EQ(figures().value("process_threads"), before.value("process_threads") + 1); }}.join();
}

}  // namespace
}  // namespace trunkgate::metrics
