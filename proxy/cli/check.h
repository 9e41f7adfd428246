// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

#include "proxy/config/load.h"

namespace trunkgate::proxy {

/// `trunkgate check -c FILE`. Valid: prints "FILE: OK", a short summary and warnings to `out`, returns 0. Not valid:
/// prints every error to `err` as "FILE:LINE: what is wrong; what to write", returns 2. `files`: skip when the
/// certificates and secrets that the configuration names are on another machine.
[[nodiscard]] int check_command(const std::string& file, std::ostream& out, std::ostream& err,
                                NamedFiles files = NamedFiles::read);

}  // namespace trunkgate::proxy
