// SPDX-License-Identifier: Apache-2.0
#include "metrics/registry.h"

#include <algorithm>
#include <utility>

namespace trunkgate::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family_of(const Row& metric, MetricType type) {
  MetricFamily family;
  family.name = metric.name;
  family.help = metric.help;
  family.type = type;
  return family;
}

/// Calls `visit(at, labels)` for every combination of the metric's label values.
template <class Visit>
void for_each_series(const Row& metric, const Labels& labels, Visit visit) {
  std::array<std::vector<std::string_view>, label_count_max> values;
  for (std::size_t i = 0; i < label_count_max; ++i) values[i] = label_values(metric.labels[i].set, labels);
  std::array<std::size_t, label_count_max> at{};
  for (;;) {
    std::vector<ClientMetric::Label> named;
    for (std::size_t i = 0; i < label_count_max && metric.labels[i].set != LabelSet::none; ++i) {
      named.push_back({std::string{metric.labels[i].name}, std::string{values[i][at[i]]}});
    }
    visit(At{at[0], at[1], at[2], at[3]}, std::move(named));
    std::size_t digit = label_count_max;  // counts up like an odometer, last label fastest
    while (digit > 0 && ++at[digit - 1] == values[digit - 1].size()) at[--digit] = 0;
    if (digit == 0) return;
  }
}

}  // namespace

Registry::Registry(Labels labels, BuildInfo build) : labels_(std::move(labels)), build_(std::move(build)) {}

Counters& Registry::make_counters() { return *workers_.emplace_back(std::make_unique<Counters>(labels_)); }

std::uint64_t Registry::total(Counter id, At at) const {
  std::uint64_t sum = 0;
  for (const auto& worker : workers_) sum += worker->value(id, at);
  return sum;
}

std::int64_t Registry::total(Gauge id, At at) const {
  std::int64_t merged = 0;
  for (const auto& worker : workers_) {
    const std::int64_t value = worker->value(id, at);
    merged = row(id).merge == Merge::sum ? merged + value : std::max(merged, value);
  }
  return merged;
}

MetricFamily Registry::collect(Counter id) const {
  MetricFamily family = family_of(row(id), MetricType::Counter);
  for_each_series(row(id), labels_, [&](At at, std::vector<ClientMetric::Label> named) {
    const std::uint64_t sum = total(id, at);
    if (sum == 0 && row(id).sparse) return;
    ClientMetric& series = family.metric.emplace_back();
    series.label = std::move(named);
    series.counter.value = static_cast<double>(sum);
  });
  return family;
}

MetricFamily Registry::collect(Gauge id) const {
  MetricFamily family = family_of(row(id), MetricType::Gauge);
  // 0 of an anchor that nobody has configured would read as one that is down.
  if (row(id).sparse && row(id).labels[0].set == LabelSet::anchor && labels_.anchors.empty()) return family;
  for_each_series(row(id), labels_, [&](At at, std::vector<ClientMetric::Label> named) {
    ClientMetric& series = family.metric.emplace_back();
    series.label = std::move(named);
    series.gauge.value = static_cast<double>(total(id, at));
  });
  return family;
}

MetricFamily Registry::collect(Histogram id) const {
  MetricFamily family = family_of(row(id), MetricType::Histogram);
  const auto bounds = row(id).buckets;
  for_each_series(row(id), labels_, [&](At at, std::vector<ClientMetric::Label> named) {
    ClientMetric::Histogram histogram;
    for (std::size_t bucket = 0; bucket <= bounds.size(); ++bucket) {
      for (const auto& worker : workers_) histogram.sample_count += worker->bucket(id, at.a, bucket);
      if (bucket < bounds.size()) histogram.bucket.push_back({histogram.sample_count, bounds[bucket]});
    }
    if (histogram.sample_count == 0 && row(id).sparse) return;
    for (const auto& worker : workers_) histogram.sample_sum += worker->sum(id, at.a);
    ClientMetric& series = family.metric.emplace_back();
    series.label = std::move(named);
    series.histogram = std::move(histogram);
  });
  return family;
}

MetricFamily Registry::build_info() const {
  MetricFamily family{"trunkgate_build_info", "Always 1; the labels say what runs.", MetricType::Gauge, {}};
  ClientMetric& series = family.metric.emplace_back();
  series.label = {{"version", build_.version}, {"primitives", build_.primitives}};
  series.gauge.value = 1;
  return family;
}

std::vector<MetricFamily> Registry::Collect() const {
  std::vector<MetricFamily> families{build_info()};
  const auto keep = [&families](MetricFamily family) {
    if (!family.metric.empty()) families.push_back(std::move(family));
  };
  for (std::size_t id = 0; id < static_cast<std::size_t>(Counter::count_); ++id)
    keep(collect(static_cast<Counter>(id)));
  for (std::size_t id = 0; id < static_cast<std::size_t>(Gauge::count_); ++id) keep(collect(static_cast<Gauge>(id)));
  for (std::size_t id = 0; id < static_cast<std::size_t>(Histogram::count_); ++id)
    keep(collect(static_cast<Histogram>(id)));
  return families;
}

}  // namespace trunkgate::metrics
