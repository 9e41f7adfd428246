// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "media/ng/request.h"

namespace trunkgate::media::ng {

/// What a message says about SDES (RFC 4568) suites, in `SDES` and in flags that begin with "SDES-".
struct SdesWishes {
  bool off = false;
  std::uint8_t no = 0;    ///< bit n: the n-th Suite of media/srtp/suite.h must not be offered
  std::uint8_t only = 0;  ///< 0: no such wish; else all others must not be

  [[nodiscard]] std::uint8_t left_out() const {
    if (off) return 0xff;
    return static_cast<std::uint8_t>(no | (only == 0 ? 0U : ~static_cast<unsigned>(only)));
  }
};

/// Reads every member of a message and every flag of its lists into `request` and `sdes`: one table row per name. Names
/// without a row, and rows for what we do not do, go to `sink`.
void read_members(Value dictionary, Request& request, SdesWishes& sdes, FlagSink& sink);

}  // namespace trunkgate::media::ng
