// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sip/header/name_addr.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::proxy {

/// The zone that a message leaves into, as far as topology hiding needs it. Borrows.
struct Crossing {
  std::string_view host;              ///< what that zone sees instead of the other: our name or address there
  std::span<const std::string> pass;  ///< `headers.pass`: lower-case names, or prefixes ending in '*'
};

/// Writes those headers of `message` that may cross, each by its rule (header_rules.h), in their order.
void write_crossing_headers(sip::Writer& writer, const sip::Message& message, const Crossing& crossing);

/// The value of a From or To without tag: the display name and user of `from`, at `host`. The hosts
/// "anonymous.invalid" (RFC 3323 §4.1.1.3) and "unknown.invalid" are kept. Into `out`; empty when it does not fit.
[[nodiscard]] std::string_view identity_value(const sip::NameAddr& from, std::string_view host, std::span<char> out);

/// True when `pass` names the header.
[[nodiscard]] bool passes(std::span<const std::string> pass, std::string_view name);

}  // namespace trunkgate::proxy
