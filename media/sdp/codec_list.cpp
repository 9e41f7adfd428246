// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/codec_list.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "media/sdp/attribute.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::uint8_t first_dynamic_type = 35;  // RFC 3551 §6: 35–71 unassigned, 96–127 dynamic

struct StaticType {
  std::uint8_t payload_type;
  StaticEncoding is;
};

/// RFC 3551 table 4, the audio types.
constexpr std::array static_types{
    StaticType{0, {"PCMU", 8000, 1}},   StaticType{3, {"GSM", 8000, 1}},    StaticType{4, {"G723", 8000, 1}},
    StaticType{5, {"DVI4", 8000, 1}},   StaticType{6, {"DVI4", 16000, 1}},  StaticType{7, {"LPC", 8000, 1}},
    StaticType{8, {"PCMA", 8000, 1}},   StaticType{9, {"G722", 8000, 1}},   StaticType{10, {"L16", 44100, 2}},
    StaticType{11, {"L16", 44100, 1}},  StaticType{12, {"QCELP", 8000, 1}}, StaticType{13, {"CN", 8000, 1}},
    StaticType{14, {"MPA", 90000, 1}},  StaticType{15, {"G728", 8000, 1}},  StaticType{16, {"DVI4", 11025, 1}},
    StaticType{17, {"DVI4", 22050, 1}}, StaticType{18, {"G729", 8000, 1}}};

/// FNV-1a. A collision could only confuse two codecs of one and the same peer.
std::uint32_t identity_of(std::string_view encoding, std::uint32_t clock_rate, std::uint8_t channels) {
  std::uint32_t hash = 2166136261U;
  const auto mix = [&hash](std::uint32_t octet) { hash = (hash ^ octet) * 16777619U; };
  for (const char c : encoding) mix(static_cast<unsigned char>(lower(c)));
  for (unsigned shift = 0; shift < 32; shift += 8) mix(clock_rate >> shift & 0xffU);
  mix(channels);
  return hash == 0 ? 1 : hash;
}

void explain(Codec& codec, std::string_view encoding, std::uint32_t clock_rate, std::uint8_t channels) {
  codec.identity = identity_of(encoding, clock_rate, channels);
  codec.clock_rate = clock_rate;
  codec.kind = payload_kind(encoding);
}

void read_rtpmaps(const MediaSection& section, CodecList& codecs) {
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    if (!attribute || attribute->name != "rtpmap") continue;
    const auto rtpmap = read_rtpmap(attribute->value);
    Codec* const codec = rtpmap ? codecs.find(rtpmap->payload_type) : nullptr;
    if (codec == nullptr || codec->identity != 0) continue;  // of two rtpmaps for one number the first counts
    explain(*codec, rtpmap->encoding, rtpmap->clock_rate, rtpmap->channels);
  }
}

void explain_static(CodecList& codecs) {
  for (Codec& codec : codecs.view()) {
    if (codec.identity != 0) continue;
    const auto known = static_encoding(codec.payload_type);
    if (known) explain(codec, known->encoding, known->clock_rate, known->channels);
  }
}

void add_change(SidePlan& side, std::uint8_t from, std::uint8_t to) {
  const auto same = [from](const PayloadChange& change) { return change.from == from; };
  if (from == to || side.change_count == side.changes.size() || std::ranges::any_of(side.change_list(), same)) return;
  side.changes[side.change_count++] = {from, to};
}

/// The same number for the same codec comes before the same codec under another number; no rtpmap: the number decides.
const Codec* find_offered(const CodecList& offered, const Codec& heard) {
  const Codec* by_identity = nullptr;
  for (const Codec& codec : offered.view()) {
    const bool same_number = codec.sent_as == heard.payload_type;
    if (heard.identity == 0 ? same_number : codec.identity == heard.identity && same_number) return &codec;
    if (heard.identity != 0 && codec.identity == heard.identity && by_identity == nullptr) by_identity = &codec;
  }
  return by_identity;
}

}  // namespace

std::optional<StaticEncoding> static_encoding(std::uint8_t payload_type) {
  const auto row = std::ranges::find(static_types, payload_type, &StaticType::payload_type);
  return row == static_types.end() ? std::nullopt : std::optional(row->is);
}

bool CodecList::add(const Codec& codec) {
  if (codecs_.size() == sdp_formats_max) return false;
  codecs_.push_back(codec);
  return true;
}

const Codec* CodecList::find(std::uint8_t payload_type) const {
  const auto found = std::ranges::find(view(), payload_type, &Codec::payload_type);
  return found == view().end() ? nullptr : &*found;
}

Codec* CodecList::find(std::uint8_t payload_type) {
  const auto found = std::ranges::find(view(), payload_type, &Codec::payload_type);
  return found == view().end() ? nullptr : &*found;
}

bool CodecList::sends_as(std::uint8_t number) const {
  return std::ranges::find(view(), number, &Codec::sent_as) != view().end();
}

void CodecList::drop_unexplained() {
  std::erase_if(codecs_,
                [](const Codec& codec) { return codec.identity == 0 && codec.payload_type >= first_dynamic_type; });
}

bool read_codecs(const MediaSection& section, CodecList& codecs) {
  codecs.clear();
  std::string_view formats = section.formats;
  while (!formats.empty()) {
    const auto payload_type = read_payload_type(next_token(formats));
    if (!payload_type) return false;
    if (codecs.find(*payload_type) != nullptr) continue;
    if (!codecs.add({*payload_type, *payload_type, PayloadKind::other, 0, 0})) return false;
  }
  read_rtpmaps(section, codecs);
  explain_static(codecs);
  return true;
}

CodecList match_answer(const CodecList& offered, const CodecList& heard) {
  CodecList answered;
  for (Codec codec : heard.view()) {
    const Codec* const known = find_offered(offered, codec);
    if (known == nullptr || answered.sends_as(known->payload_type)) continue;
    codec.sent_as = known->payload_type;
    codec.identity = known->identity;
    codec.clock_rate = known->clock_rate;
    codec.kind = known->kind;
    if (!answered.add(codec)) break;
  }
  return answered;
}

void keep_one_codec(CodecList& codecs) {
  CodecList kept;
  bool speech = false;
  for (const Codec& codec : codecs.view()) {
    if (!codec.telephone_event() && speech) continue;
    speech = speech || !codec.telephone_event();
    static_cast<void>(kept.add(codec));
  }
  codecs = kept;
}

void plan_payload_changes(const CodecList& offered, const CodecList& answered, SidePlan& offerer, SidePlan& answerer) {
  offerer.change_count = 0;
  answerer.change_count = 0;
  for (const Codec& codec : answered.view()) {
    add_change(offerer, codec.sent_as, codec.payload_type);
    add_change(answerer, codec.payload_type, codec.sent_as);
  }
  for (const Codec& codec : offered.view()) {
    if (answered.find(codec.sent_as) == nullptr) add_change(answerer, codec.sent_as, codec.payload_type);
  }
}

void plan_formats(const CodecList& codecs, SidePlan& side) {
  const auto planned = codecs.view().first(std::min(codecs.view().size(), plan_formats_max));
  side.formats.clear();
  side.formats.reserve(planned.size());
  for (const Codec& codec : planned) side.formats.push_back({codec.payload_type, codec.kind, codec.clock_rate});
  side.dynamic_types = 0;
  for (const Codec& codec : codecs.view())
    side.dynamic_types |= dynamic_type(codec.payload_type) | dynamic_type(codec.sent_as);
}

void keep_numbers(std::span<const PayloadChange> changes, CodecList& codecs) {
  for (Codec& codec : codecs.view()) {
    const auto change = std::ranges::find(changes, codec.payload_type, &PayloadChange::from);
    if (change == changes.end() || codecs.find(change->to) != nullptr || codecs.sends_as(change->to)) continue;
    codec.sent_as = change->to;
  }
}

}  // namespace trunkgate::media
