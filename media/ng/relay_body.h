// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "media/sdp/audio_line.h"
#include "media/sdp/crypto.h"
#include "media/sdp/description.h"
#include "media/sdp/negotiate.h"

namespace trunkgate::media::ng {

/// What a remote relay is told of one side: its line of audio or T.38 alone, composed anew. Origin, session name and
/// every other line stay with us, so a relay that copies them (rtpengine does) has nothing of that side to copy.
struct RelayBody {
  std::string text;    ///< all but a=crypto; empty: there is none
  Address address;     ///< where that side wants its packets
  bool udptl = false;  ///< it is T.38
  bool secure = false;
  CryptoLine crypto;  ///< the one line that counts
};

/// `line` was read from `heard`, by Negotiation::offer() or answer(). Nothing when it does not fit into sdp_size_max.
[[nodiscard]] std::optional<RelayBody> make_relay_body(const Description& heard, const HeardLine& line);
/// Of a side that has not said anything yet and wants to be offered something (Command of kind offer without SDP).
[[nodiscard]] RelayBody silent_relay_body();
/// With a=crypto under `tag`, when it has one.
[[nodiscard]] std::string relay_text(const RelayBody& body, std::uint32_t tag);

/// How a relay is to offer: RTP/SAVP with `suites`, RTP/AVP when there are none. Feedback profiles and opportunistic
/// SRTP are between us and the peers; the packets are the same.
[[nodiscard]] OfferTerms relay_terms(std::span<const Suite> suites);

/// What a relay has opened towards one side.
struct RelaySide {
  Endpoint local;
  std::array<CryptoLine, sdes_suite_count> keys;  ///< at most one per suite, under the relay's tags
  std::uint8_t key_count = 0;

  [[nodiscard]] std::span<const CryptoLine> key_list() const { return {keys.data(), key_count}; }
  [[nodiscard]] const CryptoLine* find(Suite suite) const;
  void forget(const MasterKey& key);  ///< takes out a line
};

/// Reads the body that a relay returned: address, port and keys of its first line, and nothing else. False when that is
/// not audio, or with `udptl` T.38, or names no address and port that packets could be sent to.
[[nodiscard]] bool read_relay_side(std::string_view sdp, bool udptl, RelaySide& side);

}  // namespace trunkgate::media::ng
