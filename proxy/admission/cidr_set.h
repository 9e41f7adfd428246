// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// A set of address blocks, as sorted ranges that do not touch. IPv4 and IPv4-mapped IPv6 are the same addresses. Every
/// address of a block belongs to it, the first and the last too. Read-only after construction; no allocation in use.
class CidrSet {
 public:
  CidrSet() = default;
  explicit CidrSet(std::span<const CidrBlock> blocks);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::size_t range_count() const { return ranges_.size(); }  ///< after merging

 private:
  struct Range {
    std::array<std::uint8_t, 16> first;
    std::array<std::uint8_t, 16> last;
  };
  std::vector<Range> ranges_;
};

}  // namespace trunkgate::proxy
