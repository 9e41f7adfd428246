// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/negotiate.h"

#include <algorithm>

#include "media/sdp/address_text.h"
#include "media/sdp/capability_table.h"
#include "media/sdp/t38_line.h"

namespace trunkgate::media {
namespace {

/// FNV-1a, never 0. Only bodies of our own making are compared with it.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash == 0 ? 1 : hash;
}

/// The side's media is somewhere else, or under another key or suite, than before, or in the clear: whoever is there
/// next has not our roll-over counter (RFC 3711 §3.3.1), so it must get a key that was not in use. c=0.0.0.0 says that
/// it pauses, not that it moved.
bool must_renew_keys(const SidePlan& before, const SidePlan& now) {
  if (!before.secure) return false;
  if (!now.secure || before.suite != now.suite || before.remote_key != now.remote_key) return true;
  const bool pauses = before.rtp.address.is_unspecified() || now.rtp.address.is_unspecified();
  return !pauses && before.rtp != now.rtp;
}

/// RFC 3264 §6.1: to sendonly the answer is recvonly or inactive, and so on. What goes beyond is cut: a carrier ends
/// the call over sendrecv in answer to sendonly.
Direction answer_within(Direction offered, Direction answered) {
  const auto bits = static_cast<unsigned>(offered);
  const unsigned mirrored = (bits & 1U) << 1 | bits >> 1;
  return static_cast<Direction>(mirrored & static_cast<unsigned>(answered));
}

/// What a remote relay does: nobody renumbers, so the offerer must send what the answerer names.
void keep_heard_numbers(CodecList& codecs) {
  for (Codec& codec : codecs.view()) codec.sent_as = codec.payload_type;
}

/// Fax has no payload types, but those of audio hold for the session (RFC 3264 §8.3.2), and audio may come back.
void keep_changes(const SidePlan& before, SidePlan& now) {
  now.changes = before.changes;
  now.change_count = before.change_count;
}

/// The plan of an offer: its own half alone.
std::shared_ptr<const StreamPlan> offered_plan(Side from, std::uint8_t line, const SidePlan& half) {
  StreamPlan plan;
  plan.line = line;
  plan.of(from) = half;
  return std::make_shared<const StreamPlan>(plan);
}

/// One for all sessions: most of their time they have no second plan.
std::shared_ptr<const StreamPlan> nothing_agreed() {
  static const auto nothing = std::make_shared<const StreamPlan>();
  return nothing;
}

}  // namespace

Negotiation::Negotiation(const SdpSide& a, const SdpSide& b, KeySource& keys, Relay relay)
    : sides_{a, b}, agreed_(nothing_agreed()), pending_(agreed_), relay_(relay) {
  for (Origin& origin : origins_) {
    std::array<std::uint8_t, 4> octets{};
    keys.fill(octets);
    for (const std::uint8_t octet : octets) origin.id = origin.id << 8 | octet;
  }
}

Negotiation::OutgoingTerms Negotiation::outgoing_terms(Side to, const OfferTerms& terms, const SidePlan& heard) const {
  const SdpSide& zone = sides_[index(to)];
  OutgoingTerms outgoing;
  if (heard.udptl) return outgoing;  // neither profile nor keys
  outgoing.transport = judge_transport(terms.transport, zone.srtp, agreed_->of(to).profile, heard);
  const unsigned left_out = terms.suites_left_out | unplaced_[index(to)];
  for (const Suite suite : zone.suites.view()) {
    if ((left_out >> static_cast<unsigned>(suite) & 1U) == 0) outgoing.suites.add(suite);
  }
  if (!outgoing.transport.offer.crypto || !outgoing.suites.empty()) return outgoing;
  if (outgoing.transport.answer == SrtpPolicy::optional) {
    outgoing.transport.offer.crypto = false;  // RFC 8643: it was an opportunity, no more
  } else if (outgoing.transport.refusal == Refusal::none) {
    outgoing.transport.refusal = Refusal::no_common_crypto;
  }
  return outgoing;
}

void Negotiation::note_move(Side side, const SidePlan& now) {
  // A remote relay has keys of its own, and renews them by itself.
  if (relay_ == Relay::remote || !agreed_->agreed) return;
  if (must_renew_keys(agreed_->of(side), now)) renew_keys_[index(side)] = true;
}

/// Fax was offered in the place of speech and refused by port 0: whoever offered it goes back to speech, so that must
/// not have ended.
bool Negotiation::declines_t38(const StreamPlan& plan) const {
  const bool refused = plan.of(offerer_).udptl && !plan.of(other(offerer_)).enabled;
  return refused && agreed_->agreed && !agreed_->of(offerer_).udptl;
}

void Negotiation::place(Side side, const Endpoint& local, std::span<const PlacedKey> keys) {
  sides_[index(side)].local = local;
  keys_[index(side)] = {};
  unsigned placed = 0;
  for (const PlacedKey& key : keys) {
    keys_[index(side)].push_front(key);
    placed |= 1U << static_cast<unsigned>(key.suite);
  }
  unplaced_[index(side)] = static_cast<std::uint8_t>(~placed);
}

Negotiation Negotiation::rehearsal() const {
  Negotiation copy = *this;
  copy.unplaced_ = {};
  return copy;
}

Refusal Negotiation::offer(Side from, std::string_view sdp, KeySource& keys, SdpText& out, const OfferTerms& terms,
                           HeardLine* heard) {
  if (sdp.empty()) return offer_of_ours(from, keys, out, terms);
  Description description;
  if (description.parse(sdp) != SdpError::none) return Refusal::malformed_sdp;
  HeardLine chosen;
  const Refusal refusal = choose_offered(from, description, terms, chosen);
  if (refusal != Refusal::none) return refusal;
  const Side to = other(from);
  const OutgoingTerms outgoing = outgoing_terms(to, terms, chosen.plan);
  if (outgoing.transport.refusal != Refusal::none) return outgoing.transport.refusal;
  keep_numbers(agreed_->of(from).change_list(), chosen.codecs);

  const auto line_count = static_cast<std::uint8_t>(description.media().size());
  const auto lines_before = state_ == State::offered ? agreed_lines_ : static_cast<std::uint8_t>(lines_.size());
  MediaLines lines = lines_;
  lines.truncate(lines_before);
  for (std::size_t i = 0; i < line_count; ++i) {
    const MediaSection& section = description.media()[i];
    if (!lines.set(i, section.type, section.transport)) return Refusal::malformed_sdp;
  }
  if (!compose_offer(description, chosen, lines, to, outgoing, keys, out)) return Refusal::malformed_sdp;

  if (!chosen.plan.udptl) note_move(from, chosen.plan);
  if (renew_keys_[index(from)]) keys_[index(from)] = {};
  renew_keys_[index(from)] = false;
  plan_formats(chosen.codecs, chosen.plan);
  if (heard != nullptr) *heard = chosen;
  pending_ = offered_plan(from, chosen.index, chosen.plan);
  codecs_ = chosen.codecs;
  outgoing_ = outgoing;
  lines_ = lines;
  offered_tag_ = chosen.crypto_tag;
  offered_lines_ = line_count;
  agreed_lines_ = lines_before;
  offerer_ = from;
  state_ = State::offered;
  own_ = OwnOffer::none;
  return Refusal::none;
}

Refusal Negotiation::offer_of_ours(Side from, KeySource& keys, SdpText& out, const OfferTerms& terms) {
  const std::uint8_t line = agreed_->agreed ? agreed_->line : 0;
  std::array<char, sdp_size_max> room;
  TextWriter text(room);
  text << "v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";  // replaced when composed
  for (std::uint8_t i = 0; i < line; ++i) text << "m=audio 0 RTP/AVP 0\r\n";
  text << "m=audio 9 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
       << "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n";
  Description description;
  HeardLine chosen;
  if (description.parse(text.view()) != SdpError::none) return Refusal::malformed_sdp;
  const Refusal refusal = read_offered_audio(description, line, SrtpPolicy::off, SuiteList::defaults(), chosen);
  if (refusal != Refusal::none) return refusal;
  const OutgoingTerms outgoing = outgoing_terms(other(from), terms, chosen.plan);
  if (outgoing.transport.refusal != Refusal::none) return outgoing.transport.refusal;
  keep_numbers(agreed_->of(from).change_list(), chosen.codecs);

  const auto lines_before = state_ == State::offered ? agreed_lines_ : static_cast<std::uint8_t>(lines_.size());
  MediaLines lines = lines_;
  lines.truncate(lines_before);
  if ((lines.size() == line || agreed_->of(from).udptl) && !lines.set(line, "audio", "RTP/AVP"))
    return Refusal::malformed_sdp;
  if (!compose_offer(description, chosen, lines, other(from), outgoing, keys, out)) return Refusal::malformed_sdp;
  pending_ = offered_plan(from, line, {});
  codecs_ = chosen.codecs;
  outgoing_ = outgoing;
  lines_ = lines;
  offered_lines_ = static_cast<std::uint8_t>(lines.size());
  agreed_lines_ = lines_before;
  offerer_ = from;
  state_ = State::offered;
  own_ = OwnOffer::open;
  return Refusal::none;
}

/// The answer to an offer of ours, which becomes the offer to the side that asked for one. One codec is left of it, so
/// that whatever that side answers, this one need not be asked again.
Refusal Negotiation::pass_on(Side from, const Description& heard, HeardLine& chosen, KeySource& keys, SdpText& out) {
  CodecList codecs = match_answer(codecs_, chosen.codecs);
  if (relay_ == Relay::remote) keep_heard_numbers(codecs);
  keep_one_codec(codecs);
  // Events alone are nothing that the other side could take for an offer of audio.
  if (!chosen.plan.enabled || std::ranges::all_of(codecs.view(), &Codec::telephone_event)) return Refusal::no_audio;
  keep_numbers(agreed_->of(from).change_list(), codecs);
  chosen.codecs = codecs;
  const OutgoingTerms outgoing = outgoing_terms(offerer_, {}, chosen.plan);
  if (!compose_offer(heard, chosen, lines_, offerer_, outgoing, keys, out)) return Refusal::malformed_sdp;
  note_move(from, chosen.plan);  // as in answer(): the key already offered serves until our next body
  plan_formats(codecs, chosen.plan);
  pending_ = offered_plan(from, pending_->line, chosen.plan);
  codecs_ = codecs;
  outgoing_ = outgoing;
  offered_tag_ = chosen.crypto_tag;
  offerer_ = from;
  own_ = OwnOffer::passed_on;
  return Refusal::none;
}

Refusal Negotiation::answer(Side from, std::string_view sdp, KeySource& keys, SdpText& out, HeardLine* heard) {
  if (state_ == State::idle || from == offerer_) return Refusal::state;
  Description description;
  if (description.parse(sdp) != SdpError::none) return Refusal::malformed_sdp;
  HeardLine chosen;
  const bool udptl = pending_->of(offerer_).udptl;
  const Refusal refusal =
      udptl ? read_answered_t38(description, pending_->line, chosen)
            : read_answered_audio(description, pending_->line, outgoing_.transport.answer, outgoing_.suites, chosen);
  if (refusal != Refusal::none) return refusal;
  if (heard != nullptr) *heard = chosen;
  if (own_ == OwnOffer::open) return pass_on(from, description, chosen, keys, out);
  CodecList codecs = match_answer(codecs_, chosen.codecs);
  if (relay_ == Relay::remote) keep_heard_numbers(codecs);
  if (chosen.plan.enabled && codecs.empty() && !udptl) return Refusal::no_audio;

  StreamPlan plan = *pending_;
  plan.agreed = true;
  SidePlan& offerer = plan.of(offerer_);
  SidePlan& answerer = plan.of(from);
  answerer = chosen.plan;
  answerer.direction = answer_within(offerer.direction, answerer.direction);
  plan_formats(codecs, answerer);
  if (udptl) {
    for (const Side side : {Side::a, Side::b}) keep_changes(agreed_->of(side), plan.of(side));
  } else if (relay_ == Relay::ours) {
    plan_payload_changes(codecs_, codecs, offerer, answerer);
  }
  if (offerer.secure) offerer.local_key = local_key(offerer_, offerer.suite, keys);
  if (answerer.secure) answerer.local_key = local_key(from, answerer.suite, keys);
  if (own_ == OwnOffer::passed_on) {
    out.assign({});  // its peer has answered before
  } else if (!compose_answer(description, codecs, plan, out)) {
    return Refusal::malformed_sdp;
  }

  const bool first = state_ == State::offered;
  state_ = State::answered;
  own_ = OwnOffer::none;
  if (declines_t38(plan)) return Refusal::none;
  if (first || udptl) note_move(from, answerer);
  if (udptl) note_move(offerer_, offerer);  // not with its offer, which might have been refused
  agreed_ = std::make_shared<const StreamPlan>(plan);
  pending_ = agreed_;  // the offerer's half of it serves the next answer to this offer
  return Refusal::none;
}

void Negotiation::cancel_offer(Side from) {
  if (state_ != State::offered || from != offerer_) return;
  lines_.truncate(agreed_lines_);
  pending_ = agreed_;
  // The other side has seen a version that came to nothing: whatever we send next must be a newer one.
  origins_[index(other(from))].body_hash = 0;
  state_ = State::idle;
}

const MasterKey& Negotiation::local_key(Side which, Suite suite, KeySource& source) {
  Keys& keys = keys_[index(which)];
  const auto minted = std::ranges::find(keys, suite, &PlacedKey::suite);
  if (minted != keys.end()) return minted->key;
  std::array<std::uint8_t, master_size_max> octets{};
  const std::span fresh = std::span(octets).first(suite_row(suite).master_size());
  source.fill(fresh);
  MasterKey& key = keys.emplace_front(PlacedKey{suite, {}}).key;
  key.assign(fresh);
  octets.fill(0);
  return key;
}

bool Negotiation::compose_offer(const Description& heard, const HeardLine& chosen, const MediaLines& lines, Side to,
                                const OutgoingTerms& terms, KeySource& keys, SdpText& out) {
  const ProfileOffer profile = terms.transport.offer;
  if (renew_keys_[index(to)]) keys_[index(to)] = {};
  renew_keys_[index(to)] = false;
  std::array<OurCrypto, sdes_suite_count> crypto;
  std::size_t crypto_count = 0;
  if (profile.crypto) {
    for (const Suite suite : terms.suites.view()) {
      crypto[crypto_count] = {static_cast<std::uint32_t>(crypto_count + 1), suite, &local_key(to, suite, keys)};
      ++crypto_count;
    }
  }
  OutgoingBody body;
  body.heard = &heard;
  body.lines = &lines;
  body.line_count = lines.size();  // RFC 3264 §8: a line that was there stays, even if this offerer dropped it
  body.anchored_line = chosen.index;
  body.udptl = chosen.plan.udptl;
  body.codecs = &chosen.codecs;
  body.profile = profile.profile;
  body.local = sides_[index(to)].local;
  body.direction = chosen.plan.direction;
  body.crypto = std::span(crypto).first(crypto_count);
  return send(to, body, out);
}

bool Negotiation::compose_answer(const Description& heard, const CodecList& codecs, const StreamPlan& plan,
                                 SdpText& out) {
  const SidePlan& offerer = plan.of(offerer_);
  const SidePlan& answerer = plan.of(other(offerer_));
  const OurCrypto crypto{offered_tag_, offerer.suite, &offerer.local_key};  // RFC 4568 §5.1.2: the tag is repeated
  OutgoingBody body;
  body.heard = &heard;
  body.lines = &lines_;
  body.line_count = offered_lines_;
  body.anchored_line = plan.line;
  body.enabled = answerer.enabled;
  body.udptl = offerer.udptl;
  body.codecs = &codecs;
  body.profile = offerer.profile;
  body.local = sides_[index(offerer_)].local;
  body.direction = answerer.direction;
  if (offerer.secure) body.crypto = std::span(&crypto, 1);
  return send(offerer_, body, out);
}

bool Negotiation::send(Side to, const OutgoingBody& body, SdpText& out) {
  std::array<char, sdp_size_max> tail_room;
  TextWriter tail(tail_room);
  compose_body(body, tail);
  const std::uint64_t hash = hash_of(tail.view());
  Origin& origin = origins_[index(to)];
  const std::uint32_t version = origin.version + (hash == origin.body_hash ? 0 : 1);
  std::array<char, sdp_size_max> room;
  TextWriter text(room);
  text << "v=0\r\no=- ";
  text.number(origin.id) << " ";
  text.number(version) << " IN ";
  write_connection_address(body.local.address, text);
  text << "\r\n" << tail.view();
  if (tail.overflowed() || text.overflowed() || !out.assign(text.view())) return false;
  origin.version = version;
  origin.body_hash = hash;
  return true;
}

}  // namespace trunkgate::media
