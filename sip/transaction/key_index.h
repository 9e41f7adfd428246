// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sip/transaction/key.h"

namespace trunkgate::sip {

/// Key to pool index; open addressing, at most half full, sized at construction.
class KeyIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit KeyIndex(std::uint32_t entry_max);

  [[nodiscard]] std::uint32_t find(const Key& key) const;  ///< `none` when absent
  void insert(const Key& key, std::uint32_t value);        ///< the key must not be there yet
  void erase(const Key& key);                              ///< an absent key is ignored

 private:
  struct Entry {
    Key key;
    std::uint32_t value = none;
  };
  [[nodiscard]] std::uint32_t home(const Key& key) const { return static_cast<std::uint32_t>(key.low) & mask_; }

  std::vector<Entry> entries_;
  std::uint32_t mask_;
};

}  // namespace trunkgate::sip
