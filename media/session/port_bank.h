// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "media/config.h"
#include "media/control.h"
#include "media/session/packet.h"
#include "media/session/port_pool.h"

namespace trunkgate::media {

class PortBank;

/// An open RTP/RTCP socket pair; gives itself back when destroyed. The bank outlives it.
class PortLease {
 public:
  PortLease() = default;
  PortLease(PortBank& bank, PortIndex rtp) : bank_(&bank), rtp_(rtp) {}
  ~PortLease() { reset(); }
  PortLease(PortLease&& other) noexcept : bank_(std::exchange(other.bank_, nullptr)), rtp_(other.rtp_) {}
  PortLease& operator=(PortLease&& other) noexcept;

  void reset();
  explicit operator bool() const { return bank_ != nullptr; }
  [[nodiscard]] PortIndex rtp() const { return rtp_; }
  [[nodiscard]] PortIndex rtcp() const { return rtp_ + 1; }
  /// UDP port number of the RTP socket; RTCP has the next.
  [[nodiscard]] std::uint16_t number() const;

 private:
  PortBank* bank_ = nullptr;
  PortIndex rtp_ = 0;
};

/// The port pools of all zones for one worker, and the sockets on them. Pairs stay open
/// when they are given back, up to MediaConfig::open_pairs_kept of a zone, and as long as there are descriptors: what
/// comes in on a pair that nobody uses is read and dropped.
class PortBank {
 public:
  /// `config` and `opener` are borrowed.
  PortBank(const MediaConfig& config, std::uint8_t share, std::uint64_t seed, PortOpener& opener);

  /// The time that leases are taken and given back at.
  void set_time(Instant now) { now_ = now; }
  /// An empty lease when the zone has no pair left, or port_attempts_max pairs in a row could not be bound.
  [[nodiscard]] PortLease lease(ZoneIndex zone);
  /// Closes all pairs that nobody uses; true when there were any.
  bool close_unused();

  [[nodiscard]] std::uint16_t number(PortIndex index) const;
  [[nodiscard]] ZoneIndex zone_of(PortIndex index) const;
  /// Port indices of one share are 0 to this - 1.
  [[nodiscard]] static PortIndex count(const MediaConfig& config, std::uint8_t share);
  [[nodiscard]] PortIndex count() const { return count_; }
  /// Ports, not pairs.
  [[nodiscard]] std::uint32_t in_use(ZoneIndex zone) const { return 2U * pools_[zone].pool.in_use(); }
  [[nodiscard]] std::uint32_t size(ZoneIndex zone) const { return 2U * pools_[zone].pool.size(); }
  [[nodiscard]] std::uint32_t in_use() const;

 private:
  friend class PortLease;
  struct ZonePool {
    PortPool pool;
    PortIndex base;  // index of its first port
    [[nodiscard]] PortIndex rtp_of(PortPool::Pair pair) const { return base + 2U * pair; }
  };

  void give_back(PortIndex rtp);
  /// Closes pairs that nobody uses when descriptors have run out.
  [[nodiscard]] bool open(ZoneIndex zone, PortIndex rtp);
  [[nodiscard]] bool open_pair(ZoneIndex zone, PortIndex rtp);
  void close_pair(PortIndex rtp);
  const MediaConfig& config_;
  PortOpener& opener_;
  std::vector<ZonePool> pools_;
  PortIndex count_ = 0;
  Instant now_{};
};

}  // namespace trunkgate::media
