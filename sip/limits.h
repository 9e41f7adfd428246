// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace trunkgate::sip {

// What a message may hold. Past a bound it is an error value; nothing is cut silently.
inline constexpr std::size_t message_size_max = 65535;          // the largest UDP payload; streams are held to the same
inline constexpr std::size_t header_count_max = 256;            // CUCM sends about 40, chan_sip takes 64
inline constexpr std::size_t header_part_size_max = 32 * 1024;  // of a stream's message, before its blank line
inline constexpr std::size_t header_name_size_max = 128;        // RFC 4475 §3.1.1.7 has one of 93
inline constexpr std::size_t uri_size_max = 1024;  // chan_pjsip takes 512; Twilio's header part ends at 1024
inline constexpr std::size_t host_size_max = 255;  // RFC 1035 §2.3.4
inline constexpr std::size_t branch_size_max = 256;
inline constexpr std::size_t tag_size_max = 256;
inline constexpr std::size_t call_id_size_max = 512;
inline constexpr std::size_t method_size_max = 64;      // CVE-2017-9372: of kilobytes; RFC 4475 §3.1.1.2 has 43
inline constexpr std::uint32_t cseq_max = 0x7fff'ffff;  // RFC 3261 §8.1.1.5: below 2^31

}  // namespace trunkgate::sip
