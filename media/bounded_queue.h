// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace trunkgate::media {

/// A ring of a fixed number of entries between threads: any number of producers and consumers, no lock, no heap after
/// construction. Each cell carries a turn number: even rounds wait for a producer, odd ones for a consumer, so a slow
/// thread holds up its own cell alone. Entries are assigned, not constructed, so their storage is reused.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t size) : size_(size), cells_(new Cell[size]) {}

  /// False when full.
  [[nodiscard]] bool push(const T& value) {
    std::uint64_t at = tail_.load(std::memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_[at % size_];
      const std::uint64_t turn = 2 * (at / size_);
      const std::uint64_t seen = cell.turn.load(std::memory_order_acquire);
      if (seen == turn) {
        if (!tail_.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) continue;
        cell.value = value;
        cell.turn.store(turn + 1, std::memory_order_release);
        return true;
      }
      if (seen < turn) return false;  // still holds the entry of the round before
      at = tail_.load(std::memory_order_relaxed);
    }
  }

  /// False when empty.
  [[nodiscard]] bool pop(T& value) {
    std::uint64_t at = head_.load(std::memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_[at % size_];
      const std::uint64_t turn = 2 * (at / size_) + 1;
      const std::uint64_t seen = cell.turn.load(std::memory_order_acquire);
      if (seen == turn) {
        if (!head_.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) continue;
        value = cell.value;
        cell.turn.store(turn + 1, std::memory_order_release);
        return true;
      }
      if (seen < turn) return false;  // nothing written here yet
      at = head_.load(std::memory_order_relaxed);
    }
  }

  /// A hint while others push.
  [[nodiscard]] bool empty() const {
    return head_.load(std::memory_order_relaxed) == tail_.load(std::memory_order_relaxed);
  }

 private:
  struct Cell {
    std::atomic<std::uint64_t> turn{0};
    T value;
  };
  static constexpr std::size_t cache_line = 64;

  std::size_t size_;
  std::unique_ptr<Cell[]> cells_;
  alignas(cache_line) std::atomic<std::uint64_t> tail_{0};
  alignas(cache_line) std::atomic<std::uint64_t> head_{0};
};

}  // namespace trunkgate::media
