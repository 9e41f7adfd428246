// SPDX-License-Identifier: Apache-2.0
#include "metrics/catalogue.h"

#include <gtest/gtest.h>
#include <prometheus/check_names.h>

#include <algorithm>
#include <set>
#include <string>

namespace trunkgate::metrics {
namespace {

template <class Id>
std::vector<const Row*> rows_of() {
  std::vector<const Row*> rows;
  for (std::size_t id = 0; id < static_cast<std::size_t>(Id::count_); ++id) rows.push_back(&row(static_cast<Id>(id)));
  return rows;
}

std::vector<const Row*> all_rows() {
  auto rows = rows_of<Counter>();
  for (const Row* row : rows_of<Gauge>()) rows.push_back(row);
  for (const Row* row : rows_of<Histogram>()) rows.push_back(row);
  return rows;
}

TEST(Catalogue, EveryMetric_HasANameOfItsOwnAndAHelpText) {
  std::set<std::string_view> names;
  for (const Row* row : all_rows()) {
    EXPECT_TRUE(names.insert(row->name).second) << row->name;
    EXPECT_TRUE(row->name.starts_with("trunkgate_")) << row->name;
    EXPECT_TRUE(prometheus::CheckMetricName(std::string{row->name})) << row->name;
    EXPECT_TRUE(row->help.ends_with('.')) << row->name;
  }
}

TEST(Catalogue, Names_EndAsPrometheusAsksForTheirType) {
  for (const Row* row : rows_of<Counter>()) EXPECT_TRUE(row->name.ends_with("_total")) << row->name;
  for (const Row* row : rows_of<Gauge>()) EXPECT_FALSE(row->name.ends_with("_total")) << row->name;
  for (const Row* row : all_rows()) {
    EXPECT_NE(row->name.find(row->unit), std::string_view::npos) << row->name;
  }
}

TEST(Catalogue, Labels_ComeFirstAndHaveDistinctNames) {
  for (const Row* row : all_rows()) {
    std::set<std::string_view> names;
    bool ended = false;
    for (const Label& label : row->labels) {
      ended = ended || label.set == LabelSet::none;
      EXPECT_EQ(label.set == LabelSet::none, ended) << row->name;
      EXPECT_EQ(label.name.empty(), ended) << row->name;
      EXPECT_TRUE(ended || names.insert(label.name).second) << row->name;
    }
  }
}

TEST(Catalogue, Buckets_RiseAndStayWithinTheBound) {
  for (const Row* row : rows_of<Histogram>()) {
    EXPECT_FALSE(row->buckets.empty()) << row->name;
    EXPECT_LE(row->buckets.size(), bucket_count_max) << row->name;
    EXPECT_TRUE(std::is_sorted(row->buckets.begin(), row->buckets.end())) << row->name;
  }
}

TEST(Catalogue, LargestConfiguration_StaysWithinTenMegabytesPerWorker) {
  Labels labels;
  labels.zones.resize(16, "zone");
  labels.peers.resize(256, "peer");
  for (auto* reasons : {&labels.parse_errors, &labels.source_drops, &labels.sealed_kinds, &labels.rtp_drops}) {
    reasons->resize(32, "reason");
  }
  std::size_t series = 0;
  for (const Row* row : all_rows()) {
    std::size_t product = 1;
    for (const Label& label : row->labels) product *= label_values(label.set, labels).size();
    series += product * (row->buckets.empty() ? 1 : row->buckets.size() + 2);
  }
  EXPECT_LT(series * sizeof(std::uint64_t), 10U << 20);
}

}  // namespace
}  // namespace trunkgate::metrics
