// SPDX-License-Identifier: Apache-2.0
// Which line of an offer is anchored.
#include <algorithm>

#include "media/sdp/capability_table.h"
#include "media/sdp/negotiate.h"
#include "media/sdp/t38_line.h"

namespace trunkgate::media {
namespace {

Refusal judge_t38_between(const SdpSide& a, const SdpSide& b) {
  if (a.t38 != T38Policy::pass || b.t38 != T38Policy::pass) return Refusal::no_audio;
  const bool required = a.srtp == SrtpPolicy::required || b.srtp == SrtpPolicy::required;
  return required ? Refusal::srtp_required : Refusal::none;
}

}  // namespace

Refusal inspect_offer(std::string_view sdp, const SdpSide& from, const SdpSide& to) {
  Description description;
  if (description.parse(sdp) != SdpError::none) return Refusal::malformed_sdp;
  HeardLine chosen;
  const Refusal refusal = choose_audio(description, 0, from.srtp, from.suites, chosen);
  if (refusal != Refusal::no_audio || choose_t38(description, 0, chosen) != Refusal::none) return refusal;
  return judge_t38_between(from, to);
}

/// UDPTL has no encryption: where SRTP is demanded, by a zone, by who asks for the offer or by a side that speaks
/// RTP/SAVP, no fax leaves in the clear in the place of speech that was protected. Opportunistic SRTP (RFC 8643)
/// demands nothing.
Refusal Negotiation::judge_t38(const OfferTerms& terms) const {
  const Refusal zones = judge_t38_between(sides_[0], sides_[1]);
  if (zones != Refusal::none) return zones;
  const bool asked = terms.transport == OfferedTransport::savp || terms.transport == OfferedTransport::savpf;
  const bool spoken =
      std::ranges::any_of(agreed_->sides, [](const SidePlan& side) { return is_secure_profile(side.profile); });
  return asked || spoken ? Refusal::srtp_required : Refusal::none;
}

Refusal Negotiation::choose_offered(Side from, const Description& description, const OfferTerms& terms,
                                    HeardLine& chosen) const {
  const Refusal refusal = choose_offered_audio(from, description, chosen);
  if (refusal != Refusal::no_audio) return refusal;
  if (choose_t38(description, agreed_->agreed ? agreed_->line : 0, chosen) != Refusal::none) return refusal;
  return judge_t38(terms);
}

/// A remote relay may be rtpengine, which uses one key for both sides where they have one suite: each would hear the
/// other's key. So of what the offerer has, the suite is taken that the other side is not likely to choose.
Refusal Negotiation::choose_offered_audio(Side from, const Description& description, HeardLine& chosen) const {
  const SdpSide& zone = sides_[index(from)];
  const std::size_t preferred = agreed_->agreed ? agreed_->line : 0;
  const SdpSide& opposite = sides_[index(other(from))];
  if (relay_ == Relay::remote && opposite.srtp != SrtpPolicy::off) {
    const SidePlan& agreed = agreed_->of(other(from));
    const Suite likely = agreed.secure || opposite.suites.empty() ? agreed.suite : opposite.suites.view().front();
    SuiteList apart;
    for (const Suite suite : zone.suites.view()) {
      if (suite != likely) apart.add(suite);
    }
    const Refusal refusal = choose_audio(description, preferred, zone.srtp, apart, chosen);
    if (refusal == Refusal::none && chosen.plan.secure) return refusal;
  }
  return choose_audio(description, preferred, zone.srtp, zone.suites, chosen);
}

}  // namespace trunkgate::media
