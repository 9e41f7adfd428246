// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "proxy/config/config.h"

namespace trunkgate::proxy {

inline constexpr std::size_t peer_uri_size_max = 384;

/// "sip:number@host[:port][;transport=…]": the peer's configured host, since Twilio drops any other (trunk domain).
/// Into `out`; empty when it does not fit.
[[nodiscard]] std::string_view peer_uri(const Peer& peer, std::string_view number, std::span<char> out);

}  // namespace trunkgate::proxy
