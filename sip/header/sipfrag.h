// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trunkgate::sip {

/// The status of a message/sipfrag body (RFC 3420 §2) that begins with a status line, as the NOTIFY of a REFER must
/// (RFC 3515 §2.4.5). 0 when it does not.
[[nodiscard]] int sipfrag_status(std::string_view body);

}  // namespace trunkgate::sip
