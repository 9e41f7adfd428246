// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/peer_uri.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "proxy/route/number_rewrite.h"
#include "sip/dialog/bounded_text.h"

namespace trunkgate::proxy {

std::string_view peer_uri(const Peer& peer, std::string_view number, std::span<char> out) {
  std::array<char, 3 * number_size_max> user;
  const std::size_t user_size = write_user_part(number, user);
  sip::BoundedText<peer_uri_size_max> uri;
  const bool bracketed = peer.literal && !peer.literal->is_v4();
  std::array<char, 6> port;
  const auto port_end = std::to_chars(port.data(), port.data() + port.size(), peer.port).ptr;
  const std::string_view port_text(port.data(), static_cast<std::size_t>(port_end - port.data()));
  const bool fits = uri.assign({"sip:", std::string_view(user.data(), user_size), "@", bracketed ? "[" : "", peer.host,
                                bracketed ? "]" : "", peer.port != 0 ? ":" : "", peer.port != 0 ? port_text : "",
                                peer.transport == Transport::udp ? "" : ";transport=",
                                peer.transport == Transport::udp ? "" : to_string(peer.transport)});
  if (!fits || uri.view().size() > out.size()) return {};
  std::copy(uri.view().begin(), uri.view().end(), out.begin());
  return {out.data(), uri.view().size()};
}

}  // namespace trunkgate::proxy
