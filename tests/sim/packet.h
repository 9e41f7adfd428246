// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tests/sim/endpoint/text.h"

namespace trunkgate::sim {

/// Between a site and one listener of the house; `connection` is 0 for datagrams.
struct Path {
  std::size_t site = 0;
  std::uint8_t listener = 0;
  std::uint32_t connection = 0;
  friend bool operator==(const Path&, const Path&) = default;
};

struct Packet {
  std::string bytes;
  TextPtr text;        ///< null when it is not readable
  bool wrong = false;  ///< sent by a site that knows better: no promise is made for it
};

}  // namespace trunkgate::sim
