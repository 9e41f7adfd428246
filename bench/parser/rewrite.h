// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace trunkgate::bench {

/// What trunkgate does to an INVITE that crosses from one zone into the other, apart from sealing and routing: parse,
/// new start line, our Via for all of theirs, prepared From, To, Call-ID and Contact, the headers that may cross by
/// proxy/hide's rules, body. Empty when the message is refused. The bytes live until the next call.
[[nodiscard]] std::span<const char> rewrite_invite(std::string_view bytes);

/// True when `written` is a message that keeps the body of `received` and nothing of its identifiers.
[[nodiscard]] bool is_rewritten(std::span<const char> written, std::string_view received);

}  // namespace trunkgate::bench
