// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "sip/auth/digest.h"

namespace trunkgate::proxy {

/// The hash of `parts` one after the other as lower-case hexadecimal digits, in the shape that sip/auth takes
/// (RFC 7616 §3.3). False when `hex_out` is too small or OpenSSL refuses the algorithm.
[[nodiscard]] bool openssl_hash(sip::HashAlgorithm algorithm, std::span<const std::string_view> parts,
                                std::span<char> hex_out);

}  // namespace trunkgate::proxy
