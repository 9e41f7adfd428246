// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// How a listener looks in the messages that leave through it: the zone's `advertise` name, else its own address. Made
/// once at start, so that writing a Via or a Contact is copying text.
struct ListenerFace {
  std::string host;          ///< "sbc.example.com", "[2001:db8::1]": From, P-Asserted-Identity
  std::string via_prefix;    ///< "SIP/2.0/TLS sbc.example.com:5061"
  std::string contact_tail;  ///< "@sbc.example.com:5061;transport=tls>"
};

[[nodiscard]] std::vector<ListenerFace> make_listener_faces(const Config& config);

}  // namespace trunkgate::proxy
