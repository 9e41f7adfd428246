// SPDX-License-Identifier: Apache-2.0
#include "media/session/port_bank.h"

#include <algorithm>

#include "media/limits.h"

namespace trunkgate::media {

PortLease& PortLease::operator=(PortLease&& other) noexcept {
  if (this != &other) {
    reset();
    bank_ = std::exchange(other.bank_, nullptr);
    rtp_ = other.rtp_;
  }
  return *this;
}

void PortLease::reset() {
  if (bank_ != nullptr) std::exchange(bank_, nullptr)->give_back(rtp_);
}

std::uint16_t PortLease::number() const { return bank_->number(rtp_); }

PortBank::PortBank(const MediaConfig& config, std::uint8_t share, std::uint64_t seed, PortOpener& opener)
    : config_(config), opener_(opener) {
  for (const ZoneConfig& zone : config.zones) {
    pools_.push_back({PortPool(zone.port_first, zone.port_last, share, config.workers, seed + pools_.size()), count_});
    count_ += 2U * pools_.back().pool.size();
  }
}

PortIndex PortBank::count(const MediaConfig& config, std::uint8_t share) {
  PortIndex sum = 0;
  for (const ZoneConfig& zone : config.zones) {
    sum += 2U * PortPool(zone.port_first, zone.port_last, share, config.workers, 0).size();
  }
  return sum;
}

PortLease PortBank::lease(ZoneIndex zone) {
  using Kept = PortPool::Kept;
  ZonePool& from = pools_[zone];
  const std::size_t in_turn = std::min(open_pairs_min, config_.open_pairs_kept);
  const Kept preferred = from.pool.open_count() < in_turn ? Kept::closed : Kept::open;
  for (std::size_t attempt = 0; attempt < port_attempts_max; ++attempt) {
    const auto lot = from.pool.allocate(now_, preferred);
    if (!lot) break;
    const PortIndex rtp = from.rtp_of(lot->pair);
    if (lot->kept == Kept::open || open(zone, rtp)) return {*this, rtp};
    from.pool.release(lot->pair, now_, Kept::closed);
  }
  return {};
}

bool PortBank::open(ZoneIndex zone, PortIndex rtp) {
  return open_pair(zone, rtp) || (opener_.exhausted() && close_unused() && open_pair(zone, rtp));
}

bool PortBank::open_pair(ZoneIndex zone, PortIndex rtp) {
  const Address& bind = config_.zones[zone].bind;
  const std::uint16_t port = number(rtp);
  if (!opener_.open(rtp, {bind, port})) return false;
  if (opener_.open(rtp + 1, {bind, static_cast<std::uint16_t>(port + 1)})) return true;
  opener_.close(rtp);
  return false;
}

void PortBank::close_pair(PortIndex rtp) {
  opener_.close(rtp);
  opener_.close(rtp + 1);
}

bool PortBank::close_unused() {
  bool any = false;
  for (ZonePool& owner : pools_) {
    while (const auto pair = owner.pool.withdraw_open()) {
      close_pair(owner.rtp_of(*pair));
      any = true;
    }
  }
  return any;
}

void PortBank::give_back(PortIndex rtp) {
  ZonePool& to = pools_[zone_of(rtp)];
  const bool keep = to.pool.open_count() <= config_.open_pairs_kept;
  if (!keep) close_pair(rtp);
  const auto pair = static_cast<PortPool::Pair>((rtp - to.base) / 2);
  to.pool.release(pair, now_, keep ? PortPool::Kept::open : PortPool::Kept::closed);
}

ZoneIndex PortBank::zone_of(PortIndex index) const {
  std::size_t zone = pools_.size() - 1;
  while (zone > 0 && index < pools_[zone].base) --zone;
  return static_cast<ZoneIndex>(zone);
}

std::uint16_t PortBank::number(PortIndex index) const {
  const ZonePool& zone = pools_[zone_of(index)];
  const PortIndex offset = index - zone.base;
  return static_cast<std::uint16_t>(zone.pool.rtp_port(static_cast<PortPool::Pair>(offset / 2)) + (offset & 1U));
}

std::uint32_t PortBank::in_use() const {
  std::uint32_t sum = 0;
  for (std::size_t zone = 0; zone < pools_.size(); ++zone) sum += in_use(static_cast<ZoneIndex>(zone));
  return sum;
}

}  // namespace trunkgate::media
