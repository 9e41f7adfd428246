// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "media/ng/limits.h"
#include "media/rtp/payload_kind.h"

namespace trunkgate::media::ng {
namespace {

/// Of one tag: what came from it.
struct TagFigures {
  DirectionStatistics from;
  bool watched = false;
  std::optional<std::uint32_t> ssrc;  ///< of what it sent last
};

/// Nothing when it is no number, or one that cannot be.
std::optional<std::uint64_t> figure(Value dictionary, std::string_view name, std::uint64_t low, std::uint64_t high) {
  const auto number = dictionary.find(name).number();
  if (!number || *number < 0) return std::nullopt;
  const auto value = static_cast<std::uint64_t>(*number);
  return value < low || value > high ? std::nullopt : std::optional(value);
}

std::uint64_t counted(Value stats, std::string_view name) {
  return figure(stats, name, 0, figure_count_max).value_or(0);
}

std::uint32_t microseconds(Value stats, std::string_view name) {
  return static_cast<std::uint32_t>(figure(stats, name, 0, figure_delay_us_max).value_or(0));
}

/// Never the anchor's own text: it would go into the log.
std::string_view codec_name(std::string_view text) {
  const PayloadKind kind = payload_kind(text.substr(0, text.find('/')));  // rtpengine: "PCMU/8000"
  if (kind != PayloadKind::other) return name_of(kind);
  for (auto i = static_cast<std::uint8_t>(PayloadKind::other); is_speech(PayloadKind{i}); ++i) {
    if (text == name_of(PayloadKind{i})) return name_of(PayloadKind{i});
  }
  return {};
}

/// What only ours measures.
void read_own(Value stats, DirectionStatistics& from) {
  from.expected += counted(stats, "expected");
  from.lost += counted(stats, "lost");
  from.reordered += counted(stats, "reordered");
  from.duplicates += counted(stats, "duplicates");
  from.srtp_failures += counted(stats, "SRTP failures");
  from.jitter_us = std::max(from.jitter_us, microseconds(stats, "jitter us"));
  from.jitter_max_us = std::max(from.jitter_max_us, microseconds(stats, "highest jitter us"));
  from.round_trip_us = std::max(from.round_trip_us, microseconds(stats, "round-trip time us"));
  const auto silence = figure(stats, "silence ms", 0, figure_silence_ms_max).value_or(0);
  from.silence_ms = std::max(from.silence_ms, static_cast<std::uint32_t>(silence));
  const auto events = figure(stats, "telephone-events", 0, figure_events_max).value_or(0);
  from.events = std::max(from.events, static_cast<std::uint32_t>(events));
  const auto score = figure(stats, "MOS hundredths", 100, 500);
  const auto lowest = figure(stats, "lowest MOS hundredths", 100, 500);
  if (!score || from.score != 0) return;
  from.score = static_cast<std::uint16_t>(*score);
  from.scores = 1;
  from.lowest.score = static_cast<std::uint16_t>(std::min(*score, lowest.value_or(*score)));
}

bool has_flag(Value stream, std::string_view flag) {
  for (Value each = stream.find("flags").first(); each; each = each.next()) {
    if (each.text() == flag) return true;
  }
  return false;
}

void read_stream(Value stream, TagFigures& tag) {
  const Value stats = stream.find("stats");
  tag.from.packets += counted(stats, "packets");
  tag.from.octets += counted(stats, "bytes");
  tag.from.dropped += counted(stats, "errors");
  if (const auto ssrc = figure(stream, "SSRC", 0, UINT32_MAX)) tag.ssrc = static_cast<std::uint32_t>(*ssrc);
  if (tag.from.codec.empty()) tag.from.codec = codec_name(stream.find("codec").text());
  if (!stats.find("expected")) return;
  tag.watched = true;
  read_own(stats, tag.from);
}

TagFigures read_tag(Value entry) {
  TagFigures tag;
  std::size_t streams_left = figure_streams_max;
  for (Value media = entry.find("medias").first(); media; media = media.next()) {
    for (Value stream = media.find("streams").first(); stream && streams_left > 0; stream = stream.next()) {
      if (!has_flag(stream, "RTP")) continue;  // rtpengine counts RTCP as a stream of its own
      read_stream(stream, tag);
      --streams_left;
    }
    if (tag.from.codec.empty()) tag.from.codec = codec_name(media.find("codec").text());
  }
  if (tag.from.lost > tag.from.expected) tag.from.lost = tag.from.expected = 0;
  if (tag.from.expected == 0) tag.from.score = 0;  // beside an unknown loss it would count as one without loss
  return tag;
}

/// In rtpengine's units: scores times 10, per cent, milliseconds. Nothing unless all three are there.
std::optional<ScoreSample> read_sample(Value entry) {
  const auto score = figure(entry, "MOS", 10, 50);
  const auto loss = figure(entry, "packet loss", 0, 100);
  const auto jitter = figure(entry, "jitter", 0, figure_delay_us_max / 1000);
  if (!score || !loss || !jitter) return std::nullopt;
  ScoreSample sample;
  sample.score = static_cast<std::uint16_t>(*score * 10);
  sample.loss_permille = static_cast<std::uint16_t>(*loss * 10);
  sample.jitter_us = static_cast<std::uint32_t>(*jitter * 1000);
  return sample;
}

/// `reports`: by the party that `sent` went to, under its SSRC.
void take_reports(Value reports, DirectionStatistics& sent) {
  const Value average_entry = reports.find("average MOS");
  const auto average = read_sample(average_entry);
  if (!average) return;
  sent.score = average->score;
  sent.scores = static_cast<std::uint32_t>(figure(average_entry, "samples", 1, UINT32_MAX).value_or(1));
  sent.loss_permille = average->loss_permille;
  sent.jitter_us = average->jitter_us;
  sent.lowest = read_sample(reports.find("lowest MOS")).value_or(*average);
  sent.highest = read_sample(reports.find("highest MOS")).value_or(*average);
  sent.jitter_max_us = std::max({sent.jitter_us, sent.lowest.jitter_us, sent.highest.jitter_us});
}

Value reports_of(Value reply, std::uint32_t ssrc) {
  std::array<char, 10> room;
  const auto end = std::to_chars(room.data(), room.data() + room.size(), ssrc).ptr;
  return reply.find("SSRC").find({room.data(), static_cast<std::size_t>(end - room.data())});
}

}  // namespace

SessionFigures read_figures(Value reply, std::string_view tag_a, std::string_view tag_b) {
  const Value tags = reply.find("tags");
  TagFigures a = read_tag(tags.find(tag_a));
  TagFigures b = read_tag(tags.find(tag_b));
  const bool watched = a.watched || b.watched;
  if (watched || (a.ssrc && a.ssrc == b.ssrc)) return {{a.from, b.from}, watched};
  for (const auto& [reporter, sender] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
    if (!reporter->ssrc) continue;
    const Value reports = reports_of(reply, *reporter->ssrc);
    take_reports(reports, sender->from);
    reporter->from.round_trip_us = microseconds(reports.find("average MOS"), "round-trip time leg");
  }
  return {{a.from, b.from}, false};
}

}  // namespace trunkgate::media::ng
