// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

namespace trunkgate::proxy {

/// Reads the command line and runs the command that it names. The return value is the process's exit code: 0 done,
/// 1 a call has no route (`explain`), 2 the command line, the configuration or the machine does not allow it.
[[nodiscard]] int run_command_line(int argument_count, const char* const* arguments, std::ostream& out,
                                   std::ostream& err);

}  // namespace trunkgate::proxy
