// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include "media/address.h"

namespace trunkgate::media {

/// Endpoint ↔ sockaddr. IPv4-mapped addresses become sockaddr_in: our sockets speak one family each.
[[nodiscard]] socklen_t write_socket_address(const Endpoint& endpoint, sockaddr_storage& out);
/// An unspecified endpoint for families other than IPv4 and IPv6.
[[nodiscard]] Endpoint read_socket_address(const sockaddr_storage& address);

}  // namespace trunkgate::media
