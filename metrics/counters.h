// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "metrics/catalogue.h"

namespace trunkgate::metrics {

/// One label index: an enumerator or a number, so that a call site reads {Direction::in, zone, method}.
struct Index {
  constexpr Index() = default;
  template <class T>
  requires(std::is_enum_v<T> || std::is_integral_v<T>) constexpr Index(T index)
      : value(static_cast<std::uint32_t>(index)) {}
  std::uint32_t value = 0;
};

/// Label indices in the order of the metric's labels; those left out are 0. An index past the end of its label counts
/// under the last value: a miscount, never a write out of bounds.
struct At {
  Index a{}, b{}, c{}, d{};
};

/// The figures of one worker thread. That thread alone writes, any thread may read (Registry does, at scrape time).
/// Updates are a relaxed load and store without a lock prefix. No heap after construction.
class Counters {
 public:
  explicit Counters(const Labels& labels);
  Counters(const Counters&) = delete;
  Counters& operator=(const Counters&) = delete;

  void add(Counter id, At at = {}, std::uint64_t n = 1) { bump(slot(id), at, n); }
  void set(Gauge id, At at, std::int64_t value) { cell(slot(id), at).store(value, std::memory_order_relaxed); }
  void add(Gauge id, At at, std::int64_t change) { bump(slot(id), at, static_cast<std::uint64_t>(change)); }
  /// `value` in the metric's unit; below 0 it counts as 0.
  void observe(Histogram id, Index label, double value);

  /// Read side. Wait-free; values of one scrape may be a few updates apart.
  [[nodiscard]] std::uint64_t value(Counter id, At at = {}) const {
    return static_cast<std::uint64_t>(read(slot(id), at));
  }
  [[nodiscard]] std::int64_t value(Gauge id, At at = {}) const { return read(slot(id), at); }
  /// Observations in bucket `bucket` alone; index buckets.size() is +Inf.
  [[nodiscard]] std::uint64_t bucket(Histogram id, Index label, std::size_t bucket) const;
  [[nodiscard]] double sum(Histogram id, Index label) const;

 private:
  using Cell = std::atomic<std::int64_t>;
  static constexpr std::size_t counter_count = static_cast<std::size_t>(Counter::count_);
  static constexpr std::size_t gauge_count = static_cast<std::size_t>(Gauge::count_);
  static constexpr std::size_t histogram_count = static_cast<std::size_t>(Histogram::count_);

  /// Where a metric's cells lie: row-major over its labels.
  struct Slot {
    std::uint32_t offset = 0;
    std::array<std::uint32_t, label_count_max> size{1, 1, 1, 1};
  };

  std::uint32_t place(const Row& metric, const Labels& labels, Slot& slot, std::uint32_t offset);
  const Slot& slot(Counter id) const { return slots_[static_cast<std::size_t>(id)]; }
  const Slot& slot(Gauge id) const { return slots_[counter_count + static_cast<std::size_t>(id)]; }
  const Slot& slot(Histogram id) const { return slots_[counter_count + gauge_count + static_cast<std::size_t>(id)]; }
  Cell& cell(const Slot& slot, const At& at) const {
    std::uint32_t index = std::min(at.a.value, slot.size[0] - 1);
    index = index * slot.size[1] + std::min(at.b.value, slot.size[1] - 1);
    index = index * slot.size[2] + std::min(at.c.value, slot.size[2] - 1);
    index = index * slot.size[3] + std::min(at.d.value, slot.size[3] - 1);
    return cells_[slot.offset + index];
  }
  void bump(const Slot& slot, const At& at, std::uint64_t n) {
    Cell& target = cell(slot, at);
    const auto before = static_cast<std::uint64_t>(target.load(std::memory_order_relaxed));
    target.store(static_cast<std::int64_t>(before + n), std::memory_order_relaxed);
  }
  std::int64_t read(const Slot& slot, const At& at) const { return cell(slot, at).load(std::memory_order_relaxed); }

  std::array<Slot, counter_count + gauge_count + histogram_count> slots_;
  std::unique_ptr<Cell[]> cells_;
};

}  // namespace trunkgate::metrics
