// SPDX-License-Identifier: Apache-2.0
#include "media/session/port_pool.h"

#include <numeric>
#include <utility>

#include "media/limits.h"

namespace trunkgate::media {

namespace {

// SplitMix64: enough to shuffle a list of ports, no secret depends on it.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return z ^ z >> 31;
}

struct Part {
  std::uint32_t first_port;
  std::uint32_t pairs;
};

// A first odd port and a last one without a partner are left out.
Part part_of(std::uint16_t port_first, std::uint16_t port_last, std::uint8_t share, std::uint8_t shares) {
  const std::uint32_t even = port_first + (port_first & 1U);
  const std::uint32_t pairs = port_last + 1U > even ? (port_last + 1U - even) / 2 : 0;
  const std::uint32_t begin = pairs * share / shares;
  return {even + 2 * begin, pairs * (share + 1U) / shares - begin};
}

}  // namespace

PortPool::PortPool(std::uint16_t port_first, std::uint16_t port_last, std::uint8_t share, std::uint8_t shares,
                   std::uint64_t seed)
    : closed_(part_of(port_first, port_last, share, shares).pairs), open_(closed_.room()) {
  first_ = static_cast<std::uint16_t>(part_of(port_first, port_last, share, shares).first_port);
  std::vector<Pair> order(closed_.room());
  std::iota(order.begin(), order.end(), Pair{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[next_random(seed) % i]);
  for (const Pair pair : order) closed_.push({Instant::min(), pair});
}

PortPool::Resting PortPool::Queue::pop() {
  const Resting oldest = ring_[head_];
  head_ = (head_ + 1) % ring_.size();
  --count_;
  return oldest;
}

std::optional<PortPool::Lot> PortPool::allocate(Instant now, Kept preferred) {
  const Kept second = preferred == Kept::open ? Kept::closed : Kept::open;
  for (const Kept kept : {preferred, second}) {
    if (queue(kept).is_rested(now)) return Lot{queue(kept).pop().pair, kept};
  }
  return std::nullopt;
}

void PortPool::release(Pair pair, Instant now, Kept kept) { queue(kept).push({now + port_quarantine, pair}); }

std::optional<PortPool::Pair> PortPool::withdraw_open() {
  if (open_.count() == 0) return std::nullopt;
  const Resting oldest = open_.pop();
  closed_.push(oldest);
  return oldest.pair;
}

}  // namespace trunkgate::media
