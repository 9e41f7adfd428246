// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/cidr_set.h"

#include <algorithm>

namespace trunkgate::proxy {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

/// The address after the last one of a range; the all-ones address stays where it is.
Bytes successor(Bytes address) {
  const Bytes before = address;
  for (auto byte = address.rbegin(); byte != address.rend(); ++byte) {
    if (++*byte != 0) return address;
  }
  return before;
}

}  // namespace

CidrSet::CidrSet(std::span<const CidrBlock> blocks) {
  std::vector<Range> ranges;
  ranges.reserve(blocks.size());
  for (const CidrBlock& block : blocks) {
    Range range{block.network.bytes, block.network.bytes};
    for (std::size_t bit = block.prefix; bit < 128; ++bit) {
      const auto mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
      range.first[bit / 8] = static_cast<std::uint8_t>(range.first[bit / 8] & ~mask);
      range.last[bit / 8] = static_cast<std::uint8_t>(range.last[bit / 8] | mask);
    }
    ranges.push_back(range);
  }
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  for (const Range& range : ranges) {
    if (!ranges_.empty() && range.first <= successor(ranges_.back().last)) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
}

bool CidrSet::contains(const IpAddress& address) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address.bytes,
                                      [](const Bytes& bytes, const Range& range) { return bytes < range.first; });
  return after != ranges_.begin() && address.bytes <= std::prev(after)->last;
}

}  // namespace trunkgate::proxy
