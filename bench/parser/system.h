// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "bench/parser/fields.h"

namespace trunkgate::bench {

/// One parser of the comparison. `parse` reads one datagram and fills in `fields`, which it has cleared; false when it
/// refuses the message. `release` gives back what the views of `fields` need, as that parser's users have to.
struct System {
  std::string_view name;
  bool (*parse)(std::string_view bytes, Fields& fields);
  void (*release)();
};

[[nodiscard]] System trunkgate_system();
[[nodiscard]] System osip2_system();
[[nodiscard]] System sofia_sip_system();
[[nodiscard]] System libre_system();

/// What any parser costs at least: a copy of the bytes, and a walk over the line ends. They fill in nothing.
[[nodiscard]] System copy_floor();
[[nodiscard]] System newline_floor();

}  // namespace trunkgate::bench
