// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace trunkgate::proxy {

/// `trunkgate run -c FILE`. Returns 0 after a drain or stop, 2 when it cannot start; then `err` has one sentence: what,
/// where, what to do (one per line for a configuration with errors).
[[nodiscard]] int run_command(const std::string& file, std::ostream& err);

}  // namespace trunkgate::proxy
