// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures.h"

#include <algorithm>
#include <string>

#include "media/sdp/address_text.h"

namespace trunkgate::media::ng {
namespace {

std::int64_t signed_of(std::uint64_t figure) { return static_cast<std::int64_t>(figure); }

/// The first three are rtpengine's, the others ours.
void add_direction(const DirectionStatistics& direction, Value stats, Tree& tree) {
  tree.add_number(stats, "packets", signed_of(direction.packets));
  tree.add_number(stats, "bytes", signed_of(direction.octets));
  tree.add_number(stats, "errors", signed_of(direction.dropped));
  tree.add_number(stats, "expected", signed_of(direction.expected));
  tree.add_number(stats, "lost", signed_of(direction.lost));
  tree.add_number(stats, "reordered", signed_of(direction.reordered));
  tree.add_number(stats, "duplicates", signed_of(direction.duplicates));
  tree.add_number(stats, "jitter us", direction.jitter_us);
  tree.add_number(stats, "highest jitter us", direction.jitter_max_us);
  tree.add_number(stats, "round-trip time us", direction.round_trip_us);
  tree.add_number(stats, "telephone-events", direction.events);
  tree.add_number(stats, "silence ms", direction.silence_ms);
  tree.add_number(stats, "SRTP failures", signed_of(direction.srtp_failures));
  if (direction.scores == 0) return;
  tree.add_number(stats, "MOS hundredths", direction.score);
  tree.add_number(stats, "lowest MOS hundredths", direction.lowest.score);
}

void add_endpoint(const Endpoint& endpoint, Value stream, Tree& tree) {
  std::array<char, 64> room;
  TextWriter text{room};
  write_connection_address(endpoint.address, text);  // "IP4 192.0.2.1", RFC 8866 §5.7
  const Value entry = tree.add(stream, "endpoint", Kind::dictionary);
  tree.add(entry, "family", endpoint.address.is_v4() ? "IPv4" : "IPv6");
  tree.add(entry, "address", tree.keep(text.view().substr(4)));
  tree.add_number(entry, "port", endpoint.port);
}

void add_stream(const DirectionStatistics& from, std::int64_t created, Value stream, Tree& tree) {
  tree.add_number(stream, "local port", from.local.port);
  if (from.remote.port != 0) add_endpoint(from.remote, stream, tree);
  if (from.expected > 0) {
    tree.add_number(stream, "SSRC", from.ssrc);
    tree.add(stream, "codec", from.codec);
    tree.add_number(stream, "last packet", created + from.last_packet_s);
  }
  tree.add(tree.add(stream, "flags", Kind::list), {}, "RTP");
  add_direction(from, tree.add(stream, "stats", Kind::dictionary), tree);
}

/// One party: what came from it.
void add_tag(const DialogueFigures& dialogue, bool is_a, Value tags, Tree& tree) {
  const std::string& own = is_a ? dialogue.tag_a : dialogue.tag_b;
  const std::string& other = is_a ? dialogue.tag_b : dialogue.tag_a;
  const Value tag = tree.add(tags, own, Kind::dictionary);
  tree.add(tag, "tag", own);
  tree.add_number(tag, "created", dialogue.created);
  if (!other.empty()) tree.add(tag, "in dialogue with", other);
  const Value media = tree.add(tree.add(tag, "medias", Kind::list), {}, Kind::dictionary);
  tree.add_number(media, "index", 1);
  tree.add(media, "type", "audio");
  const Value stream = tree.add(tree.add(media, "streams", Kind::list), {}, Kind::dictionary);
  add_stream(is_a ? dialogue.statistics.from_a : dialogue.statistics.from_b, dialogue.created, stream, tree);
}

/// In rtpengine's units: scores times 10, per cent, milliseconds, but the round trip in microseconds.
Value add_score(const ScoreSample& sample, std::string_view name, Value ssrc, Tree& tree) {
  const Value entry = tree.add(ssrc, name, Kind::dictionary);
  tree.add_number(entry, "MOS", (sample.score + 5) / 10);
  tree.add_number(entry, "packet loss", (sample.loss_permille + 5) / 10);
  tree.add_number(entry, "jitter", (sample.jitter_us + 500) / 1000);
  tree.add_number(entry, "round-trip time", sample.round_trip_us);
  return entry;
}

void add_extreme(const ScoreSample& sample, std::string_view name, std::int64_t created, Value ssrc, Tree& tree) {
  tree.add_number(add_score(sample, name, ssrc, tree), "reported at", created + sample.at_s);
}

/// What Kamailio's and OpenSIPS's mos_… variables are read from.
void add_scores(const DirectionStatistics& from, const DirectionStatistics& back, std::int64_t created, Value ssrcs,
                Tree& tree) {
  const std::string ssrc = std::to_string(from.ssrc);
  if (from.scores == 0 || ssrcs.find(ssrc)) return;
  const Value entry = tree.add(ssrcs, tree.keep(ssrc), Kind::dictionary);
  ScoreSample average;
  average.score = from.score;
  average.loss_permille = static_cast<std::uint16_t>(1000 * from.lost / std::max<std::uint64_t>(from.expected, 1));
  average.jitter_us = from.jitter_us;
  average.round_trip_us = from.round_trip_us + back.round_trip_us;
  const Value average_entry = add_score(average, "average MOS", entry, tree);
  tree.add_number(average_entry, "round-trip time leg", from.round_trip_us);
  tree.add_number(average_entry, "samples", from.scores);
  add_extreme(from.lowest, "lowest MOS", created, entry, tree);
  add_extreme(from.highest, "highest MOS", created, entry, tree);
}

}  // namespace

StreamTotals totals_of(const std::vector<DialogueFigures>& dialogues) {
  StreamTotals totals;
  for (const DialogueFigures& dialogue : dialogues) {
    for (const DirectionStatistics& from : {dialogue.statistics.from_a, dialogue.statistics.from_b}) {
      totals.packets += signed_of(from.packets);
      totals.bytes += signed_of(from.octets);
      totals.errors += signed_of(from.dropped);
    }
  }
  return totals;
}

void add_figures(const std::vector<DialogueFigures>& dialogues, Value root, Tree& tree) {
  if (dialogues.empty()) return;
  const auto first = std::ranges::min(dialogues, {}, &DialogueFigures::created).created;
  const auto last = std::ranges::max(dialogues, {}, &DialogueFigures::last_signal).last_signal;
  tree.add_number(root, "created", first);
  tree.add_number(root, "last signal", last);
  const Value tags = tree.add(root, "tags", Kind::dictionary);
  for (const DialogueFigures& dialogue : dialogues) {
    if (!tags.find(dialogue.tag_a)) add_tag(dialogue, true, tags, tree);
    add_tag(dialogue, false, tags, tree);
  }
  const Value ssrcs = tree.add(root, "SSRC", Kind::dictionary);
  for (const DialogueFigures& dialogue : dialogues) {
    const Statistics& both = dialogue.statistics;
    add_scores(both.from_a, both.from_b, dialogue.created, ssrcs, tree);
    add_scores(both.from_b, both.from_a, dialogue.created, ssrcs, tree);
  }
}

void add_server_figures(const ServerFigures& figures, Value root, Tree& tree) {
  const Value all = tree.add(root, "statistics", Kind::dictionary);
  const Value now = tree.add(all, "currentstatistics", Kind::dictionary);
  tree.add_number(now, "sessionsown", signed_of(figures.sessions_now));
  tree.add_number(now, "sessionsforeign", 0);
  tree.add_number(now, "sessionstotal", signed_of(figures.sessions_now));
  tree.add_number(now, "transcodedmedia", 0);
  const Value total = tree.add(all, "totalstatistics", Kind::dictionary);
  tree.add_number(total, "uptime", figures.uptime_seconds);
  tree.add_number(total, "managedsessions", signed_of(figures.sessions));
  tree.add_number(total, "rejectedsessions", signed_of(figures.rejected));
  tree.add_number(total, "timeoutsessions", signed_of(figures.timeouts));
  tree.add_number(total, "regularterminatedsessions", signed_of(figures.ended));
  const Value control = tree.add(all, "controlstatistics", Kind::dictionary);
  static constexpr std::array<std::string_view, static_cast<std::size_t>(Verb::count_)> names{
      "totalpingcount",  "totaloffercount", "totalanswercount",    "totaldeletecount",
      "totalquerycount", "totallistcount",  "totalstatisticscount"};
  for (std::size_t verb = 0; verb < names.size(); ++verb)
    tree.add_number(control, names[verb], signed_of(figures.commands[verb]));
  tree.add_number(control, "totalerrorcount", signed_of(figures.errors));
}

}  // namespace trunkgate::media::ng
