// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "media/instant.h"
#include "media/ng/relay_body.h"

namespace trunkgate::media::ng {

/// A command of the proxy, as it waits for those before it.
struct Order {
  CommandKind kind = CommandKind::query;
  std::uint64_t cookie = 0;
  Side from = Side::a;
  OfferTerms terms;
  std::string sdp;
};

/// One request to the anchor, on the way to what an order asks for.
enum class Step : std::uint8_t {
  offer,
  answer,
  pass_on,        ///< the answer to an offer of our own goes on as an offer to the side that wanted one
  restore_offer,  ///< what was agreed before a refused offer, said again: the protocol cannot take an offer back
  restore_answer,
  query,
  check,  ///< of our own accord: does the anchor still know the session
  remove
};

/// The order under way.
struct Task {
  Order order;
  Step step = Step::query;
  RelayBody body;  ///< what the anchor was told of side `from`
};

/// One call's media on a remote anchor. Orders are done strictly one after the other, so that no datagram of an offer
/// can overtake the delete behind it.
struct ClientSession {
  ClientSession(const SdpSide& a, const SdpSide& b, KeySource& keys) : negotiation(a, b, keys, Relay::remote) {}

  SessionId id = 0;
  std::uint8_t reply_to = 0;
  std::array<ZoneIndex, 2> zones{};
  std::size_t anchor = 0;
  std::uint64_t tried = 0;  ///< bit n: anchor n was asked to take it
  bool refused = false;     ///< one of them said no
  bool on_anchor = false;   ///< it counts among the calls of `anchor` …
  bool placed = false;      ///< … which has taken it
  bool silence = false;     ///< … and has not replied once: a late copy of that request may come behind the delete
  bool answered = false;    ///< … and knows both tags
  std::optional<Instant> agreed_at;  ///< when offer and answer were first complete
  /// Fresh random ones: what names the call on the wire names nothing here.
  std::string call_id;
  std::array<std::string, 2> tags;

  Negotiation negotiation;
  Side offerer = Side::a;
  bool own_offer = false;  ///< open, and of our own making
  std::array<RelayBody, 2> said;
  std::array<RelayBody, 2> agreed;  ///< `said` when offer and answer were last complete
  std::array<RelaySide, 2> relay;   ///< what the anchor opened towards each side

  std::optional<Task> task;
  std::deque<Order> orders;
  Instant check_at = Instant::max();
};

}  // namespace trunkgate::media::ng
