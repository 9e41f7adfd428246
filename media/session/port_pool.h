// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "media/instant.h"

namespace trunkgate::media {

/// The even/odd port pairs of one zone that one worker owns (RFC 3550 §11: RTP even, RTCP the next odd port). Handed
/// out longest-rested first, kept open or closed as the caller prefers; a released pair rests for port_quarantine. All
/// storage is taken at construction.
class PortPool {
 public:
  using Pair = std::uint16_t;  ///< index of a pair within this pool
  /// Whether the sockets of a pair that nobody uses are open.
  enum class Kept : std::uint8_t { closed, open };
  struct Lot {
    Pair pair = 0;
    Kept kept = Kept::closed;
  };

  /// Takes the `share`-th of `shares` equal parts of the zone's range. `seed` orders the first round, so that ports
  /// cannot be guessed from the number of calls since the start (RFC 6056 §1).
  PortPool(std::uint16_t port_first, std::uint16_t port_last, std::uint8_t share, std::uint8_t shares,
           std::uint64_t seed);

  /// One of the other sort when there is none of the preferred one; nothing when every pair is in use or at rest.
  [[nodiscard]] std::optional<Lot> allocate(Instant now, Kept preferred);
  /// `pair` came from allocate() and has not been released since. `kept`: how its sockets are from now on.
  void release(Pair pair, Instant now, Kept kept);
  /// Takes an open pair that nobody uses to the closed ones, rested or not; the caller closes it. Nothing: none is
  /// left.
  [[nodiscard]] std::optional<Pair> withdraw_open();

  [[nodiscard]] std::uint16_t rtp_port(Pair pair) const { return static_cast<std::uint16_t>(first_ + 2U * pair); }
  [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(closed_.room()); }
  /// Pairs whose sockets are open: in use, or kept.
  [[nodiscard]] std::size_t open_count() const { return size() - closed_.count(); }
  [[nodiscard]] std::uint16_t in_use() const {
    return static_cast<std::uint16_t>(size() - closed_.count() - open_.count());
  }

 private:
  struct Resting {
    Instant usable_from;
    Pair pair;
  };
  /// Pairs in the order in which they were released.
  class Queue {
   public:
    explicit Queue(std::size_t room) : ring_(room) {}
    void push(const Resting& resting) { ring_[(head_ + count_++) % ring_.size()] = resting; }
    Resting pop();
    [[nodiscard]] bool is_rested(Instant now) const { return count_ > 0 && ring_[head_].usable_from <= now; }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::size_t room() const { return ring_.size(); }

   private:
    std::vector<Resting> ring_;
    std::size_t head_ = 0;
    std::size_t count_ = 0;
  };
  [[nodiscard]] Queue& queue(Kept kept) { return kept == Kept::open ? open_ : closed_; }

  Queue closed_;
  Queue open_;
  std::uint16_t first_ = 0;
};

}  // namespace trunkgate::media
