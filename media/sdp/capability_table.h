// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "media/config.h"
#include "media/control.h"
#include "media/sdp/crypto.h"
#include "media/sdp/stream_plan.h"

namespace trunkgate::media {

/// "RTP/AVP" … nothing for transports that we do not relay (UDP/TLS/RTP/SAVPF, udptl, TCP/MSRP …).
[[nodiscard]] std::optional<Profile> find_profile(std::string_view transport);
[[nodiscard]] std::string_view profile_name(Profile profile);
[[nodiscard]] bool is_secure_profile(Profile profile);  ///< RTP/SAVP, RTP/SAVPF

/// What a line that came in is to us.
struct ProfileVerdict {
  Refusal refusal = Refusal::none;
  bool secure = false;  ///< its wire carries SRTP
};
/// [policy of its zone][profile in][its a=crypto lines]. RTP/AVP with a=crypto is opportunistic SRTP (RFC 8643 §3).
[[nodiscard]] ProfileVerdict judge_profile(SrtpPolicy policy, Profile profile, const CryptoChoice& crypto);

/// What we offer to a side.
struct ProfileOffer {
  Profile profile = Profile::avp;
  bool crypto = false;  ///< with a=crypto lines
};
/// [policy of its zone][profile agreed with it so far]. `optional` offers RTP/AVP with a=crypto, and stays with
/// RTP/SAVP once the side has chosen that.
[[nodiscard]] ProfileOffer profile_to_offer(SrtpPolicy policy, Profile agreed);

/// What an offer to a side is, and what its answer may be.
struct TransportVerdict {
  Refusal refusal = Refusal::none;  ///< the zone does not allow what was asked for
  ProfileOffer offer;
  SrtpPolicy answer = SrtpPolicy::off;  ///< the policy that its answer is judged by
};
/// [what was asked for][policy of its zone]. `agreed`: the profile agreed with the side so far; `heard`: the line that
/// the offer carries on.
[[nodiscard]] TransportVerdict judge_transport(OfferedTransport asked, SrtpPolicy policy, Profile agreed,
                                               const SidePlan& heard);

}  // namespace trunkgate::media
