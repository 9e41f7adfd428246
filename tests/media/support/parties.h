// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/media/support/party.h"

namespace trunkgate::media {

/// The usual cast: a phone in the corporate zone, a trunk of the carrier, and another trunk that it may fork to.
inline constexpr Suite usual_suite = Suite::aes_cm_128_hmac_sha1_80;
inline constexpr Endpoint phone_rtp{Address::v4(10, 0, 0, 5), 4000};
inline constexpr Endpoint trunk_rtp{Address::v4(168, 86, 128, 10), 12000};
inline constexpr Endpoint phone_fax{Address::v4(10, 0, 0, 5), 4002};
inline constexpr Endpoint trunk_fax{Address::v4(168, 86, 128, 10), 12002};
inline constexpr Endpoint second_trunk_rtp{Address::v4(168, 86, 128, 77), 14000};

inline Party phone() { return Party{phone_rtp}; }
inline Party trunk() { return Party{trunk_rtp}; }
inline Party secure_trunk(std::uint8_t key = 33) { return Party{trunk_rtp, usual_suite, key}; }

}  // namespace trunkgate::media
