// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>

#include "proxy/address.h"
#include "sip/flow_id.h"

namespace trunkgate::proxy {

/// Where a SIP message came from or goes to, as the edge understands it. 24 bytes, so that it fits a sip::FlowId.
///  - UDP: `listener` and `remote` say all; `connection` is 0.
///  - a live TCP or TLS connection: `connection` is the edge's handle and `worker` its owner.
///  - "dial": `connection` has dial_bit set and names the peer; the edge reuses a pooled connection of the same
///    (listener, remote, peer) or opens one, checking the certificate against the peer's configured host name.
struct Flow {
  static constexpr std::uint32_t dial_bit = 0x8000'0000u;

  IpAddress remote_address;
  std::uint16_t remote_port = 0;
  std::uint8_t listener = 0;  ///< index into Config::listeners: zone, transport and local address
  std::uint8_t worker = 0;
  std::uint32_t connection = 0;

  [[nodiscard]] Endpoint remote() const { return {remote_address, remote_port}; }
  [[nodiscard]] bool is_dial() const { return (connection & dial_bit) != 0; }
  [[nodiscard]] bool is_connection() const { return connection != 0 && !is_dial(); }
  [[nodiscard]] std::uint32_t peer() const { return connection & ~dial_bit; }  ///< of a dial flow

  static Flow udp(std::uint8_t listener, const Endpoint& remote) {
    return {remote.address, remote.port, listener, 0, 0};
  }
  static Flow dial(std::uint8_t listener, const Endpoint& remote, std::uint32_t peer) {
    return {remote.address, remote.port, listener, 0, peer | dial_bit};
  }
  friend bool operator==(const Flow&, const Flow&) = default;
};
static_assert(sizeof(Flow) == 24);

inline sip::FlowId to_flow_id(const Flow& flow, bool reliable) {
  return {std::bit_cast<std::array<std::uint64_t, 3>>(flow), reliable};
}
inline Flow to_flow(const sip::FlowId& id) { return std::bit_cast<Flow>(id.words); }

}  // namespace trunkgate::proxy
