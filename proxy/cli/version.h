// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trunkgate::proxy {

/// What `--version` and trunkgate_build_info say.
inline constexpr std::string_view version = "0.1.0";

}  // namespace trunkgate::proxy
