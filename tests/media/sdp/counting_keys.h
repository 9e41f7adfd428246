// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "media/sdp/key_source.h"

namespace trunkgate::media {

/// The n-th request is filled with the octet n: keys that a reader of a test can tell apart ("AwMDAwMD…" is the third).
class CountingKeys final : public KeySource {
 public:
  void fill(std::span<std::uint8_t> octets) override { std::ranges::fill(octets, ++calls_); }

 private:
  std::uint8_t calls_ = 0;
};

}  // namespace trunkgate::media
