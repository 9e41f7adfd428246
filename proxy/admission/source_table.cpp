// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/source_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "proxy/admission/limits.h"

namespace trunkgate::proxy {
namespace {

/// Spreads 64 bits over 64 (the finaliser of SplitMix64). The seed keeps outsiders from choosing sources of one set.
std::uint64_t spread(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

}  // namespace

SourceTable::SourceTable(std::size_t sources, std::uint64_t seed)
    : seed_(spread(seed + 0x9e3779b97f4a7c15u)),
      set_mask_(std::bit_ceil(std::max<std::size_t>(sources / source_ways, 1)) - 1),
      entries_((set_mask_ + 1) * source_ways) {}

bool SourceTable::take(sip::Instant now, std::uint8_t zone, const IpAddress& source, const Rate& rate) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, source.bytes.data(), sizeof high);
  if (source.is_v4()) std::memcpy(&low, source.bytes.data() + 8, sizeof low);
  const std::uint64_t hash = spread(spread(seed_ ^ high) ^ low ^ (std::uint64_t{zone} << 56));
  Entry* const set = &entries_[(hash & set_mask_) * source_ways];

  Entry* place = set;
  for (Entry* entry = set; entry != set + source_ways; ++entry) {
    if (!entry->used) {
      place = entry;
      break;
    }
    if (entry->high == high && entry->low == low && entry->zone == zone) return entry->bucket.take(now, rate);
    if (entry->bucket.full_at() < place->bucket.full_at()) place = entry;
  }
  *place = Entry{high, low, {}, zone, true};
  return place->bucket.take(now, rate);
}

}  // namespace trunkgate::proxy
