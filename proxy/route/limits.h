// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace trunkgate::proxy {

/// Called number or user name after rewriting. E.164 has 15 digits; 64 leaves room for a prefix and for user names.
inline constexpr std::size_t number_size_max = 64;
/// Addresses kept per peer for telling who a source is. Twilio's trunk names resolve to 3 or 4 per edge, 32 in all.
inline constexpr std::size_t peer_address_count_max = 32;

}  // namespace trunkgate::proxy
