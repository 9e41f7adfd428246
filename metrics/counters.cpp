// SPDX-License-Identifier: Apache-2.0
#include "metrics/counters.h"

#include <cmath>

namespace trunkgate::metrics {
namespace {

constexpr double parts_per_unit = 1e6;
// A day in seconds: longer than any wait measured here, and far from overflowing the sum.
constexpr double observation_max = 86400;

std::uint32_t cell_count(const std::array<std::uint32_t, label_count_max>& size) {
  return size[0] * size[1] * size[2] * size[3];
}

}  // namespace

Counters::Counters(const Labels& labels) {
  std::uint32_t end = 0;
  std::size_t next = 0;
  for (std::size_t id = 0; id < counter_count; ++id)
    end = place(row(static_cast<Counter>(id)), labels, slots_[next++], end);
  for (std::size_t id = 0; id < gauge_count; ++id)
    end = place(row(static_cast<Gauge>(id)), labels, slots_[next++], end);
  for (std::size_t id = 0; id < histogram_count; ++id) {
    end = place(row(static_cast<Histogram>(id)), labels, slots_[next++], end);
  }
  cells_ = std::make_unique<Cell[]>(end);
}

// A histogram's last dimension is ours: its buckets, +Inf, and the sum in millionths of its unit.
std::uint32_t Counters::place(const Row& metric, const Labels& labels, Slot& slot, std::uint32_t offset) {
  slot.offset = offset;
  for (std::size_t i = 0; i < label_count_max; ++i) {
    slot.size[i] = static_cast<std::uint32_t>(label_values(metric.labels[i].set, labels).size());
  }
  if (!metric.buckets.empty()) slot.size[1] = static_cast<std::uint32_t>(metric.buckets.size() + 2);
  return offset + cell_count(slot.size);
}

void Counters::observe(Histogram id, Index label, double observed) {
  const auto buckets = row(id).buckets;
  const double value = observed > 0 ? std::min(observed, observation_max) : 0;
  const auto bucket =
      static_cast<std::size_t>(std::lower_bound(buckets.begin(), buckets.end(), value) - buckets.begin());
  bump(slot(id), {label, bucket}, 1);
  bump(slot(id), {label, buckets.size() + 1}, static_cast<std::uint64_t>(std::llround(value * parts_per_unit)));
}

std::uint64_t Counters::bucket(Histogram id, Index label, std::size_t bucket) const {
  return static_cast<std::uint64_t>(read(slot(id), {label, std::min(bucket, row(id).buckets.size())}));
}

double Counters::sum(Histogram id, Index label) const {
  return static_cast<double>(read(slot(id), {label, row(id).buckets.size() + 1})) / parts_per_unit;
}

}  // namespace trunkgate::metrics
