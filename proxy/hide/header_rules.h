// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/message/header_id.h"

namespace trunkgate::proxy {

/// What becomes of a header that crosses from one zone into another. Topology hiding is an allow-list: a header that
/// has no row here is dropped, unless the zone's `headers.pass` names it.
enum class HeaderRule : std::uint8_t {
  drop,      ///< never crosses of itself; `headers.pass` may name it
  own,       ///< each leg writes its own (Via, Contact, CSeq …); `headers.pass` cannot bring the original across
  identity,  ///< a name-addr: the user crosses, the host becomes ours (RFC 3325, RFC 5806, Remote-Party-ID)
  reason,    ///< RFC 3326: protocol and cause cross, the free text does not
  number,    ///< digits only (Retry-After, without its comment)
  privacy    ///< the priv-values that RFC 3323 and its extensions name
};

[[nodiscard]] HeaderRule header_rule(sip::HeaderId id);

}  // namespace trunkgate::proxy
