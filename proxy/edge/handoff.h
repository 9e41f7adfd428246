// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "proxy/edge/bind.h"
#include "proxy/edge/limits.h"
#include "proxy/flow.h"

namespace trunkgate::proxy {

enum class HandoffKind : std::uint8_t {
  message,     ///< a SIP message from an admitted source, for the worker that owns its call
  send,        ///< bytes to write on a connection that the receiving worker owns
  close,       ///< the same connection, to be closed
  flow_failed  ///< a connection is gone; whoever has calls on it must know
};

struct HandoffItem {
  HandoffKind kind = HandoffKind::message;
  Flow flow;
  std::span<const char> bytes;  ///< lives until the next take()
};

/// Bytes from one worker to one other: a bounded ring, one writer and one reader, no lock, no heap.
class HandoffRing {
 public:
  explicit HandoffRing(std::size_t size = handoff_ring_size);

  /// Writer's thread. False when there is no room.
  [[nodiscard]] bool push(HandoffKind kind, const Flow& flow, std::span<const char> bytes);
  /// Reader's thread. Releases the item taken before. False when there is none.
  [[nodiscard]] bool take(HandoffItem& item);

 private:
  struct Header {
    std::uint32_t length;  ///< of the bytes; skip_to_start: nothing here, go on at the ring's start
    HandoffKind kind;
    Flow flow;
  };
  static constexpr std::uint32_t skip_to_start = UINT32_MAX;

  [[nodiscard]] static std::size_t record_size(std::size_t length);
  void write_header(std::size_t offset, const Header& header);

  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
  std::size_t unreleased_ = 0;                       ///< reader's: how far the item last taken reaches
  alignas(64) std::atomic<std::size_t> written_{0};  ///< both count on for ever; offset is the remainder
  alignas(64) std::atomic<std::size_t> released_{0};
};

/// The rings between all workers, and one bell for each. Built before the threads start.
class Handoff {
 public:
  explicit Handoff(std::size_t worker_count);

  /// From worker `from` to worker `to`. False: that ring is full and the item is lost. Ring `to`'s bell afterwards.
  [[nodiscard]] bool push(std::uint8_t from, std::uint8_t to, HandoffKind kind, const Flow& flow,
                          std::span<const char> bytes);
  /// Wakes worker `to`; once after a batch of pushes is enough.
  void ring(std::uint8_t to);

  [[nodiscard]] std::size_t worker_count() const { return worker_count_; }
  /// Readable after ring(); owned here.
  [[nodiscard]] int bell(std::uint8_t worker) const { return bells_[worker].get(); }
  /// Silences the bell; call before take(), so that what comes later rings again.
  void hush(std::uint8_t worker);
  /// Next item for `worker`, ring by ring. False when all are empty.
  [[nodiscard]] bool take(std::uint8_t worker, HandoffItem& item);

 private:
  HandoffRing& ring_of(std::uint8_t from, std::uint8_t to) { return *rings_[from * worker_count_ + to]; }

  std::size_t worker_count_;
  std::vector<std::unique_ptr<HandoffRing>> rings_;
  std::vector<Descriptor> bells_;
};

}  // namespace trunkgate::proxy
