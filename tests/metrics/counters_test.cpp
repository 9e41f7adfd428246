// SPDX-License-Identifier: Apache-2.0
#include "metrics/counters.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

static std::atomic<std::size_t> allocation_count{0};

void* operator new(std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace trunkgate::metrics {
namespace {

Labels two_zones() {
  Labels labels;
  labels.zones = {"corporate", "twilio"};
  labels.peers = {"pbx", "trunk"};
  labels.source_drops = {"not_listed", "rate_limited", "banned"};
  return labels;
}

TEST(Counters, EachCombinationOfLabels_CountsAlone) {
  Counters counters{two_zones()};
  for (std::size_t zone = 0; zone < 2; ++zone) {
    for (std::size_t reason = 0; reason < 3; ++reason)
      counters.add(Counter::source_drops, {zone, reason}, 1 + zone * 3 + reason);
  }
  for (std::size_t zone = 0; zone < 2; ++zone) {
    for (std::size_t reason = 0; reason < 3; ++reason) {
      EXPECT_EQ(counters.value(Counter::source_drops, {zone, reason}), 1 + zone * 3 + reason);
    }
  }
}

TEST(Counters, FourLabels_DoNotRunIntoNeighbours) {
  Counters counters{two_zones()};
  counters.add(Counter::sip_responses, {Direction::out, 1, 14, code_index(700)});  // the very last cell of the metric
  counters.add(Counter::sip_requests, {Direction::out, 1, 14});
  EXPECT_EQ(counters.value(Counter::sip_responses, {Direction::out, 1, 14, code_index(700)}), 1U);
  EXPECT_EQ(counters.value(Counter::sip_responses, {Direction::in, 0, 0, 0}), 0U);
  EXPECT_EQ(counters.value(Counter::sip_parse_errors, {0, 0}), 0U);
}

TEST(Counters, IndexPastTheEnd_CountsUnderTheLastValue) {
  Counters counters{two_zones()};
  counters.add(Counter::source_drops, {9999, 9999});
  counters.add(Counter::handoffs, {7, 7, 7, 7});
  EXPECT_EQ(counters.value(Counter::source_drops, {1, 2}), 1U);
  EXPECT_EQ(counters.value(Counter::handoffs), 1U);
}

TEST(Counters, Gauge_IsSetAndMovedBothWays) {
  Counters counters{two_zones()};
  counters.set(Gauge::calls_active, {}, 10);
  counters.add(Gauge::calls_active, {}, -3);
  EXPECT_EQ(counters.value(Gauge::calls_active), 7);
  counters.add(Gauge::connections_open, {1, Transport::tls}, -1);
  EXPECT_EQ(counters.value(Gauge::connections_open, {1, Transport::tls}), -1);
}

TEST(Counters, Observation_FallsIntoTheBucketThatHoldsIt) {
  Counters counters{two_zones()};
  const auto buckets = row(Histogram::call_setup).buckets;
  counters.observe(Histogram::call_setup, 1, buckets[2]);  // on the bound: le means less or equal
  counters.observe(Histogram::call_setup, 1, buckets[2] + 0.001);
  counters.observe(Histogram::call_setup, 1, 1e9);
  counters.observe(Histogram::call_setup, 1, -5);
  EXPECT_EQ(counters.bucket(Histogram::call_setup, 1, 2), 1U);
  EXPECT_EQ(counters.bucket(Histogram::call_setup, 1, 3), 1U);
  EXPECT_EQ(counters.bucket(Histogram::call_setup, 1, buckets.size()), 1U);
  EXPECT_EQ(counters.bucket(Histogram::call_setup, 1, 0), 1U);
  EXPECT_EQ(counters.bucket(Histogram::call_setup, 0, 2), 0U);
}

TEST(Counters, ObservedSeconds_AddUp) {
  Counters counters{two_zones()};
  counters.observe(Histogram::post_dial_delay, 0, 0.25);
  counters.observe(Histogram::post_dial_delay, 0, 1.5);
  EXPECT_NEAR(counters.sum(Histogram::post_dial_delay, 0), 1.75, 1e-6);
  EXPECT_EQ(counters.sum(Histogram::post_dial_delay, 1), 0);
}

TEST(Counters, Updates_AllocateNothing) {
  Counters counters{two_zones()};
  const std::size_t before = allocation_count.load();
  for (int i = 0; i < 1000; ++i) {
    counters.add(Counter::rtp_packets, {1, Direction::out});
    counters.add(Counter::rtp_octets, {1, Direction::out}, 172);
    counters.set(Gauge::timers, {}, i);
    counters.observe(Histogram::call_setup, 0, i);
  }
  EXPECT_EQ(allocation_count.load() - before, 0U);
  EXPECT_EQ(counters.value(Counter::rtp_octets, {1, Direction::out}), 172'000U);
}

}  // namespace
}  // namespace trunkgate::metrics
