// SPDX-License-Identifier: Apache-2.0
#include "media/session/port_pool.h"

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

}  // namespace

PortPool::PortPool(std::uint16_t port_first, std::uint16_t port_last, std::uint8_t share, std::uint8_t shares,
                   std::uint64_t seed) {
  const std::uint32_t even = port_first + (port_first & 1U);
  const std::uint32_t pairs = port_last + 1U > even ? (port_last + 1U - even) / 2 : 0;
  const std::uint32_t begin = pairs * share / shares;
  const std::uint32_t end = pairs * (share + 1U) / shares;
  first_ = static_cast<std::uint16_t>(even + 2 * begin);
  for (std::uint32_t i = 0; i < end - begin; ++i) resting_.push_back({Instant::min(), static_cast<Pair>(i)});
  for (std::size_t i = resting_.size(); i > 1; --i) std::swap(resting_[i - 1], resting_[next_random(seed) % i]);
}

std::optional<PortPool::Pair> PortPool::allocate(Instant now) {
  if (in_use_ == size() || resting_[head_].usable_from > now) return std::nullopt;
  const Pair pair = resting_[head_].pair;
  head_ = (head_ + 1U) % size();
  ++in_use_;
  return pair;
}

void PortPool::release(Pair pair, Instant now) {
  const std::uint32_t tail = (head_ + size() - in_use_) % size();
  resting_[tail] = {now + port_quarantine, pair};
  --in_use_;
}

}  // namespace trunkgate::media
