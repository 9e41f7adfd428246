// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace trunkgate::proxy {

/// `trunkgate explain -c FILE --from PEER --to NUMBER`: which route, which rewrite, which next hop, without sending
/// anything. Returns 0 when the call has a route, 1 when it has none, 2 when the file or the peer is wrong.
[[nodiscard]] int explain_command(const std::string& file, const std::string& from, const std::string& number,
                                  std::ostream& out, std::ostream& err);

}  // namespace trunkgate::proxy
