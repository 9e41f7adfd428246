// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace trunkgate::sip {

// What one dialog can remember. RFC 3261 bounds none of these; traces of Twilio, Asterisk and CUCM stay below half of
// each. A longer text refuses the dialog: the caller answers 500 or ends the leg, nothing is cut.
inline constexpr std::size_t dialog_call_id_size_max = 256;
inline constexpr std::size_t dialog_tag_size_max = 192;
inline constexpr std::size_t dialog_identity_size_max = 256;  // a From or To value without its tag
inline constexpr std::size_t dialog_remote_target_size_max =
    512;  // an own Contact of a peer like us is sealed, so long
inline constexpr std::size_t dialog_route_set_size_max = 1024;

}  // namespace trunkgate::sip
