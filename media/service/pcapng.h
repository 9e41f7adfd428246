// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "media/address.h"

namespace trunkgate::media {

/// A capture file as octets: pcapng with one interface of LINKTYPE_RAW, whose packets begin with an IP header. The
/// headers are made up around what the anchor relayed: UDP payloads without any SRTP. Each function appends one block,
/// little-endian, so that a file that ends after any block can be read.

/// Section header and interface. `what`: a comment on the section, at most 1,000 octets of it.
void append_header(std::string_view what, std::string& out);
/// `nanoseconds` since 1970. Both endpoints are of one family.
void append_datagram(std::int64_t nanoseconds, const Endpoint& from, const Endpoint& to,
                     std::span<const std::uint8_t> payload, std::string& out);
/// How many packets the file has, and how many it lacks because the writer was too slow.
void append_statistics(std::int64_t nanoseconds, std::uint64_t written, std::uint64_t dropped, std::string& out);

}  // namespace trunkgate::media
