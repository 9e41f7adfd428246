// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "metrics/catalogue.h"
#include "metrics/counters.h"

namespace trunkgate::metrics {

/// What trunkgate_build_info says.
struct BuildInfo {
  std::string version;
  std::string primitives;  ///< who does the SRTP arithmetic, e.g. "ipsec-mb"; may be empty
};

/// Owns the Counters of all workers and sums them at scrape time. Create all workers' Counters before the first
/// scrape; after that only Collect() runs, on the exposition's thread.
class Registry final : public prometheus::Collectable {
 public:
  Registry(Labels labels, BuildInfo build);

  /// Counters for one more worker thread; lives as long as the registry.
  [[nodiscard]] Counters& make_counters();

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  /// Sums over all workers, for the commands and the API that show figures without scraping.
  [[nodiscard]] std::uint64_t total(Counter id, At at = {}) const;
  [[nodiscard]] std::int64_t total(Gauge id, At at = {}) const;

 private:
  [[nodiscard]] prometheus::MetricFamily collect(Counter id) const;
  [[nodiscard]] prometheus::MetricFamily collect(Gauge id) const;
  [[nodiscard]] prometheus::MetricFamily collect(Histogram id) const;
  [[nodiscard]] prometheus::MetricFamily build_info() const;

  Labels labels_;
  BuildInfo build_;
  std::vector<std::unique_ptr<Counters>> workers_;
};

}  // namespace trunkgate::metrics
