// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/sdp/key_source.h"

namespace trunkgate::media {

/// The kernel's generator. Throws std::system_error when there is none: without keys there must be no calls.
class SystemKeys final : public KeySource {
 public:
  void fill(std::span<std::uint8_t> octets) override;
};

}  // namespace trunkgate::media
