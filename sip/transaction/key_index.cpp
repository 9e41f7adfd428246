// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key_index.h"

#include <algorithm>
#include <bit>

namespace trunkgate::sip {

KeyIndex::KeyIndex(std::uint32_t entry_max)
    : entries_(std::bit_ceil(std::max(2 * entry_max, 2u))), mask_(static_cast<std::uint32_t>(entries_.size()) - 1) {}

std::uint32_t KeyIndex::find(const Key& key) const {
  for (std::uint32_t at = home(key); entries_[at].value != none; at = (at + 1) & mask_) {
    if (entries_[at].key == key) return entries_[at].value;
  }
  return none;
}

void KeyIndex::insert(const Key& key, std::uint32_t value) {
  std::uint32_t at = home(key);
  while (entries_[at].value != none) at = (at + 1) & mask_;
  entries_[at] = {key, value};
}

// Closes the gap instead of leaving a mark, so that lookups stay short however long the process runs.
void KeyIndex::erase(const Key& key) {
  std::uint32_t gap = home(key);
  while (entries_[gap].value != none && entries_[gap].key != key) gap = (gap + 1) & mask_;
  if (entries_[gap].value == none) return;
  for (std::uint32_t at = (gap + 1) & mask_; entries_[at].value != none; at = (at + 1) & mask_) {
    const std::uint32_t distance_home = (at - home(entries_[at].key)) & mask_;
    const std::uint32_t distance_gap = (at - gap) & mask_;
    if (distance_home < distance_gap) continue;  // would move in front of its home
    entries_[gap] = entries_[at];
    gap = at;
  }
  entries_[gap].value = none;
}

}  // namespace trunkgate::sip
