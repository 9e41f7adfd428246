// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "proxy/address.h"

namespace trunkgate::proxy {

/// One SRV record, RFC 2782.
struct SrvRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;
  friend bool operator==(const SrvRecord&, const SrvRecord&) = default;
};

/// The order in which to try them, RFC 2782: lower priority first; within one, drawn by weight. `random` gives 32 fresh
/// bits per call. A target of "." says that the service is not offered: such records are left out.
[[nodiscard]] std::vector<SrvRecord> order_srv(std::vector<SrvRecord> records,
                                               const std::function<std::uint32_t()>& random);

/// "_sip._udp.", "_sip._tcp." or "_sips._tcp." before `host` (RFC 3263 §4.1).
[[nodiscard]] std::string srv_name(Transport transport, const std::string& host);
/// 5060, and 5061 for TLS (RFC 3261 §19.1.2).
[[nodiscard]] std::uint16_t default_port(Transport transport);

}  // namespace trunkgate::proxy
