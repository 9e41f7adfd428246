// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "proxy/hide/seal.h"
#include "sip/dialog/bounded_text.h"
#include "sip/header/replaces.h"

namespace trunkgate::proxy {

/// Room for a Replaces value whose three identifiers are all sealed.
inline constexpr std::size_t replaces_size_max = 3 * Sealer::token_size_max + 64;
using ReplacesText = sip::BoundedText<replaces_size_max>;

/// A dialog of ours that a peer in zone `from` names (Replaces of an INVITE, RFC 3891; of a Refer-To, RFC 3515), as
/// zone `to` knows it: the Call-ID opened or sealed, the tag that is ours opened, the peer's sealed. A pure function,
/// so the dialog may live in another worker. False when a name that must be ours is not: answer 481.
[[nodiscard]] bool carry_replaces(const Sealer& sealer, std::uint8_t from, std::uint8_t to, const sip::Replaces& named,
                                  ReplacesText& out);

/// The remote target behind a Contact user that we gave to zone `shown_to`; empty when it is none of ours.
[[nodiscard]] std::string_view target_behind(const Sealer& sealer, std::uint8_t shown_to, std::string_view user,
                                             std::span<char> out);

/// A Replaces value as the header part of a URI (RFC 3261 §19.1.1 `hvalue`), and back. Both empty when they do not fit;
/// the reverse also when an escape is broken.
[[nodiscard]] std::string_view escape_header_value(std::string_view value, std::span<char> out);
[[nodiscard]] std::string_view unescape_header_value(std::string_view value, std::span<char> out);

}  // namespace trunkgate::proxy
