// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

namespace trunkgate::metrics {

/// The figures of this process under the names that every Prometheus client library uses (process_cpu_seconds_total,
/// process_resident_memory_bytes, …), read from /proc at scrape time. What cannot be read is left out.
class ProcessCollector final : public prometheus::Collectable {
 public:
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace trunkgate::metrics
