// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include "proxy/address.h"

namespace trunkgate::proxy {

/// Writes `endpoint` for the system; an IPv4-mapped address becomes AF_INET. Returns the length in use.
socklen_t to_sockaddr(const Endpoint& endpoint, sockaddr_storage& out);
/// The other way. An address of another family reads as the unspecified one, which no allow-list contains.
[[nodiscard]] Endpoint from_sockaddr(const sockaddr_storage& address);
/// AF_INET or AF_INET6.
[[nodiscard]] int address_family(const IpAddress& address);

}  // namespace trunkgate::proxy
