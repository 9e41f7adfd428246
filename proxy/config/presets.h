// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// Named address lists for `allow:`. `twilio:<edge>` (or its legacy id, as in `twilio:us1`) is one edge's signalling
/// range, `twilio:all` all of them, `twilio:media` the media range. From deploy/twilio-addresses.txt, compiled in.
/// First and last address of a range are live hosts: a range is never narrowed by "network" or "broadcast".

/// The blocks of a preset; nothing when no preset has this name.
[[nodiscard]] std::optional<std::vector<CidrBlock>> find_preset(std::string_view name);

/// "twilio:all", "twilio:media", then "twilio:<edge>" in the order of the file, without the legacy ids; for hints.
[[nodiscard]] const std::vector<std::string_view>& preset_names();

}  // namespace trunkgate::proxy
