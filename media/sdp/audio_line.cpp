// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/audio_line.h"

#include <optional>

#include "media/sdp/attribute.h"
#include "media/sdp/capability_table.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

bool is_audio(const MediaSection& section) { return equals_ignoring_case(section.type, "audio"); }

void read_rtcp_and_ptime(const MediaSection& section, SidePlan& plan) {
  plan.ptime_ms = find_packet_time(section.text, "ptime").value_or(0);
  plan.rtcp = {plan.rtp.address, static_cast<std::uint16_t>(plan.rtp.port == 0xffff ? 0 : plan.rtp.port + 1)};
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    if (!attribute || attribute->name != "rtcp") continue;
    const auto rtcp = read_rtcp(attribute->value);
    if (rtcp) plan.rtcp = {rtcp->address.value_or(plan.rtp.address), rtcp->port};
  }
}

Refusal read_transport(const MediaSection& section, SrtpPolicy policy, const CryptoChoice& crypto, HeardLine& audio) {
  const auto profile = find_profile(section.transport);
  if (!profile) return Refusal::no_audio;
  const ProfileVerdict verdict = judge_profile(policy, *profile, crypto);
  if (verdict.refusal != Refusal::none) return verdict.refusal;
  audio.plan.profile = *profile;
  audio.plan.secure = verdict.secure;
  if (!verdict.secure) return Refusal::none;
  audio.plan.suite = crypto.line->suite;
  audio.plan.remote_key = crypto.line->key;
  audio.plan.mki_size = crypto.line->mki_size;
  audio.crypto_tag = crypto.line->tag;
  return Refusal::none;
}

Refusal read_usable(const Description& description, std::size_t index, SrtpPolicy policy, const CryptoChoice& crypto,
                    HeardLine& audio) {
  const MediaSection& section = description.media()[index];
  if (!audio.read_target(description, section)) return Refusal::no_audio;
  read_rtcp_and_ptime(section, audio.plan);
  const Refusal refusal = read_transport(section, policy, crypto, audio);
  if (refusal != Refusal::none) return refusal;
  return read_codecs(section, audio.codecs) && !audio.codecs.empty() ? Refusal::none : Refusal::malformed_sdp;
}

}  // namespace

Refusal read_offered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                           const SuiteList& suites, HeardLine& audio) {
  audio.begin(index);
  if (index >= description.media().size()) return Refusal::no_audio;
  const MediaSection& section = description.media()[index];
  if (!is_audio(section) || section.port == 0) return Refusal::no_audio;
  const Refusal refusal = read_usable(description, index, policy, choose_offered_crypto(section, suites), audio);
  if (refusal != Refusal::none) return refusal;
  audio.codecs.drop_unexplained();
  return audio.codecs.empty() ? Refusal::no_audio : Refusal::none;
}

Refusal read_answered_audio(const Description& description, std::size_t index, SrtpPolicy policy,
                            const SuiteList& suites, HeardLine& audio) {
  audio.begin(index);
  if (index >= description.media().size()) return Refusal::malformed_sdp;
  const MediaSection& section = description.media()[index];
  if (!is_audio(section)) return Refusal::malformed_sdp;  // RFC 3264 §6: the answer keeps the type of each line
  if (section.port == 0) {
    audio.plan.direction = Direction::inactive;
    return Refusal::none;
  }
  return read_usable(description, index, policy, choose_answered_crypto(section, suites), audio);
}

Refusal choose_audio(const Description& description, std::size_t preferred, SrtpPolicy policy, const SuiteList& suites,
                     HeardLine& audio) {
  if (read_offered_audio(description, preferred, policy, suites, audio) == Refusal::none) return Refusal::none;
  Refusal first = Refusal::no_audio;
  for (std::size_t i = 0; i < description.media().size(); ++i) {
    const Refusal refusal = read_offered_audio(description, i, policy, suites, audio);
    if (refusal == Refusal::none) return refusal;
    if (refusal != Refusal::no_audio && first == Refusal::no_audio) first = refusal;
  }
  return first;
}

}  // namespace trunkgate::media
