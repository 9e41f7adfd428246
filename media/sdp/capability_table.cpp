// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/capability_table.h"

#include <algorithm>
#include <array>

#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::array<std::string_view, 4> names{"RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF"};

constexpr ProfileVerdict plain{Refusal::none, false};
constexpr ProfileVerdict secure{Refusal::none, true};
constexpr ProfileVerdict forbidden{Refusal::srtp_forbidden, false};
constexpr ProfileVerdict required{Refusal::srtp_required, false};
constexpr ProfileVerdict no_common{Refusal::no_common_crypto, false};

/// Columns: no a=crypto · none of them usable · one usable.
using Row = std::array<ProfileVerdict, 3>;
constexpr std::array<std::array<Row, 2>, 3> verdicts{{
    // RTP/AVP, RTP/AVPF                    RTP/SAVP, RTP/SAVPF
    {{Row{plain, plain, plain}, Row{forbidden, forbidden, forbidden}}},      // off
    {{Row{plain, plain, secure}, Row{no_common, no_common, secure}}},        // optional
    {{Row{required, no_common, secure}, Row{no_common, no_common, secure}}}  // required
}};

/// Columns: agreed on a profile without, with encryption.
constexpr std::array<std::array<ProfileOffer, 2>, 3> offers{{
    {{{Profile::avp, false}, {Profile::avp, false}}},  // off
    {{{Profile::avp, true}, {Profile::savp, true}}},   // optional
    {{{Profile::savp, true}, {Profile::savp, true}}}   // required
}};

Profile with_feedback(Profile profile, bool feedback) {
  const bool secure_one = is_secure_profile(profile);
  if (feedback) return secure_one ? Profile::savpf : Profile::avpf;
  return secure_one ? Profile::savp : Profile::avp;
}

bool has_feedback(Profile profile) { return profile == Profile::avpf || profile == Profile::savpf; }

TransportVerdict sealed_offer(bool feedback) {
  return {Refusal::none, {with_feedback(Profile::savp, feedback), true}, SrtpPolicy::required};
}
TransportVerdict open_offer(bool feedback) {
  return {Refusal::none, {with_feedback(Profile::avp, feedback), false}, SrtpPolicy::off};
}

TransportVerdict judge_as_heard(SrtpPolicy policy, const SidePlan& heard) {
  const bool feedback = has_feedback(heard.profile);
  if (policy == SrtpPolicy::off) return open_offer(feedback);
  if (policy == SrtpPolicy::required || is_secure_profile(heard.profile)) return sealed_offer(feedback);
  if (!heard.secure) return open_offer(feedback);
  return {Refusal::none, {heard.profile, true}, SrtpPolicy::optional};  // RFC 8643: opportunistic, and stays so
}

}  // namespace

std::optional<Profile> find_profile(std::string_view transport) {
  const auto found =
      std::ranges::find_if(names, [transport](std::string_view name) { return equals_ignoring_case(name, transport); });
  if (found == names.end()) return std::nullopt;
  return static_cast<Profile>(found - names.begin());
}

bool is_secure_profile(Profile profile) { return profile == Profile::savp || profile == Profile::savpf; }

std::string_view profile_name(Profile profile) { return names[static_cast<std::size_t>(profile)]; }

ProfileVerdict judge_profile(SrtpPolicy policy, Profile profile, const CryptoChoice& crypto) {
  const std::size_t column = crypto.line ? 2 : crypto.any ? 1 : 0;
  return verdicts[static_cast<std::size_t>(policy)][is_secure_profile(profile) ? 1 : 0][column];
}

ProfileOffer profile_to_offer(SrtpPolicy policy, Profile agreed) {
  return offers[static_cast<std::size_t>(policy)][is_secure_profile(agreed) ? 1 : 0];
}

TransportVerdict judge_transport(OfferedTransport asked, SrtpPolicy policy, Profile agreed, const SidePlan& heard) {
  switch (asked) {
    case OfferedTransport::by_zone: return {Refusal::none, profile_to_offer(policy, agreed), policy};
    case OfferedTransport::as_heard: return judge_as_heard(policy, heard);
    case OfferedTransport::avp:
    case OfferedTransport::avpf:
      if (policy == SrtpPolicy::required) return {Refusal::srtp_required, {}, policy};
      return open_offer(asked == OfferedTransport::avpf);
    case OfferedTransport::savp:
    case OfferedTransport::savpf:
      if (policy == SrtpPolicy::off) return {Refusal::srtp_forbidden, {}, policy};
      return sealed_offer(asked == OfferedTransport::savpf);
  }
  return {};
}

}  // namespace trunkgate::media
