// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "proxy/config/config.h"
#include "sip/message/message.h"

namespace trunkgate::proxy {

/// What a leg may need of its peer. Methods of Allow first, option tags of Supported and Require after them, then what
/// no header tells.
enum class Feature : std::uint16_t {
  update = 1,                     ///< RFC 3311
  refer = 1 << 1,                 ///< RFC 3515
  timer = 1 << 2,                 ///< RFC 4028
  reliable_provisional = 1 << 3,  ///< RFC 3262, `100rel`
  replaces = 1 << 4,              ///< RFC 3891
  delayed_offer = 1 << 5,         ///< takes an INVITE without SDP (RFC 3261 §13.2.1)
};

/// What a peer speaks: the configuration's word, then what its messages say. Each leg ends what its peer does not
/// speak, so this table, and no name of a product, decides what is sent to it.
class Capability {
 public:
  Capability() = default;
  explicit Capability(const Peer& peer) : bits_(peer.delayed_offer ? bit(Feature::delayed_offer) : 0) {}

  /// From Allow, Supported and Require, where `message` has them (RFC 3261 §20.5: without Allow nothing is known).
  void learn(const sip::Message& message);
  /// It answered 405 or 501 to the method.
  void forget(Feature method) { bits_ = static_cast<std::uint16_t>(bits_ & ~bit(method)); }

  [[nodiscard]] bool has(Feature feature) const { return (bits_ & bit(feature)) != 0; }
  /// It has not said that it does not: worth a try, its answer will tell.
  [[nodiscard]] bool may(Feature method) const { return has(method) || !allow_seen_; }

 private:
  static constexpr std::uint16_t bit(Feature feature) { return static_cast<std::uint16_t>(feature); }

  std::uint16_t bits_ = 0;
  bool allow_seen_ = false;
};

}  // namespace trunkgate::proxy
