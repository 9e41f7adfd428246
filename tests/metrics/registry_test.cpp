// SPDX-License-Identifier: Apache-2.0
#include "metrics/registry.h"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <thread>

#include "tests/metrics/exposition_format.h"

namespace trunkgate::metrics {
namespace {

using test::ExpositionFormat;

Labels small() {
  Labels labels;
  labels.zones = {"corporate", "twilio"};
  labels.peers = {"pbx", "tr\"unk\\"};
  labels.source_drops = {"not_listed", "banned"};
  return labels;
}

std::string page_of(const Registry& registry) { return prometheus::TextSerializer{}.Serialize(registry.Collect()); }

TEST(Registry, Counters_AreSummedOverWorkers) {
  Registry registry{small(), {}};
  Counters& first = registry.make_counters();
  Counters& second = registry.make_counters();
  first.add(Counter::source_drops, {1, 0}, 3);
  second.add(Counter::source_drops, {1, 0}, 4);
  EXPECT_EQ(registry.total(Counter::source_drops, {1, 0}), 7U);
  const ExpositionFormat page{page_of(registry)};
  EXPECT_EQ(page.value("trunkgate_source_drops_total{zone=\"twilio\",reason=\"not_listed\"}"), 7);
  EXPECT_EQ(page.value("trunkgate_source_drops_total{zone=\"corporate\",reason=\"banned\"}"), 0);
}

TEST(Registry, Gauges_AreSummedAndPeerIsUpWhenOneWorkerSaysSo) {
  Registry registry{small(), {}};
  Counters& first = registry.make_counters();
  Counters& second = registry.make_counters();
  first.set(Gauge::calls_active, {}, 2);
  second.set(Gauge::calls_active, {}, 3);
  first.set(Gauge::peer_up, {0}, 1);
  second.set(Gauge::peer_up, {0}, 1);
  const ExpositionFormat page{page_of(registry)};
  EXPECT_EQ(page.value("trunkgate_calls_active"), 5);
  EXPECT_EQ(page.value("trunkgate_peer_up{peer=\"pbx\"}"), 1);
}

TEST(Registry, Histogram_IsCumulativeOverWorkersAndEndsAtInfinity) {
  Registry registry{small(), {}};
  registry.make_counters().observe(Histogram::call_setup, 0, 0.3);
  registry.make_counters().observe(Histogram::call_setup, 0, 1000);
  const ExpositionFormat page{page_of(registry)};
  EXPECT_EQ(page.value("trunkgate_call_setup_seconds_bucket{peer=\"pbx\",le=\"0.25\"}"), 0);
  EXPECT_EQ(page.value("trunkgate_call_setup_seconds_bucket{peer=\"pbx\",le=\"0.5\"}"), 1);
  EXPECT_EQ(page.value("trunkgate_call_setup_seconds_bucket{peer=\"pbx\",le=\"180\"}"), 1);
  EXPECT_EQ(page.value("trunkgate_call_setup_seconds_bucket{peer=\"pbx\",le=\"+Inf\"}"), 2);
  EXPECT_EQ(page.value("trunkgate_call_setup_seconds_count{peer=\"pbx\"}"), 2);
  EXPECT_NEAR(page.value("trunkgate_call_setup_seconds_sum{peer=\"pbx\"}"), 1000.3, 0.001);
}

TEST(Registry, LargeProducts_ShowOnlyWhatWasTouched) {
  Registry registry{small(), {}};
  Counters& counters = registry.make_counters();
  const std::string invites = "trunkgate_sip_requests_total{direction=\"in\",zone=\"corporate\",method=\"INVITE\"}";
  EXPECT_EQ(page_of(registry).find("trunkgate_sip_requests_total"), std::string::npos);
  counters.add(Counter::sip_requests, {Direction::in, 0, 1});
  EXPECT_EQ(ExpositionFormat{page_of(registry)}.value(invites), 1);
}

TEST(Registry, RemoteAnchors_AreShownOnlyWhereThereAreSome) {
  Registry none{small(), {}};
  static_cast<void>(none.make_counters());
  EXPECT_EQ(page_of(none).find("trunkgate_media_anchor"), std::string::npos);
  Labels labels = small();
  labels.anchors = {"10.0.0.7:2223"};
  Registry one{labels, {}};
  static_cast<void>(one.make_counters());
  EXPECT_EQ(ExpositionFormat{page_of(one)}.value("trunkgate_media_anchor_up{anchor=\"10.0.0.7:2223\"}"), 0) << "down";
}

TEST(Registry, Page_IsWellFormedWithEveryMetricTouched) {
  Labels labels = small();
  labels.anchors = {"10.0.0.7:2223", "10.0.0.8:2223"};
  Registry registry{labels, {"1.2.3", "ipsec-mb"}};
  Counters& counters = registry.make_counters();
  for (std::size_t id = 0; id < static_cast<std::size_t>(Counter::count_); ++id)
    counters.add(static_cast<Counter>(id), {1, 1, 1, 1});
  for (std::size_t id = 0; id < static_cast<std::size_t>(Gauge::count_); ++id)
    counters.set(static_cast<Gauge>(id), {1, 1}, 1);
  for (std::size_t id = 0; id < static_cast<std::size_t>(Histogram::count_); ++id)
    counters.observe(static_cast<Histogram>(id), 1, 1);
  const ExpositionFormat page{page_of(registry)};
  EXPECT_EQ(page.error, "");
  const std::size_t metrics = static_cast<std::size_t>(Counter::count_) + static_cast<std::size_t>(Gauge::count_) +
                              static_cast<std::size_t>(Histogram::count_);
  EXPECT_EQ(page.types.size(), metrics + 1);
  EXPECT_EQ(page.value("trunkgate_build_info{version=\"1.2.3\",primitives=\"ipsec-mb\"}"), 1);
}

TEST(Registry, Scrape_RunsBesideAWriterAndNeverGoesBack) {
  Registry registry{small(), {}};
  Counters& counters = registry.make_counters();
  std::atomic<bool> stop{false};
  std::thread writer{[&] {
    while (!stop.load(std::memory_order_relaxed)) counters.add(Counter::rtp_packets, {0, Direction::in});
  }};
  std::uint64_t before = 0;
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(registry.Collect().empty());
    const std::uint64_t now = registry.total(Counter::rtp_packets, {0, Direction::in});
    EXPECT_GE(now, before);
    before = now;
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace trunkgate::metrics
