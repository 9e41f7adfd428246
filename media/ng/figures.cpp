// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures.h"

#include <algorithm>

namespace trunkgate::media::ng {
namespace {

std::int64_t signed_of(std::uint64_t figure) { return static_cast<std::int64_t>(figure); }

void add_direction(const DirectionStatistics& direction, Value stats, Tree& tree) {
  tree.add_number(stats, "packets", signed_of(direction.packets));
  tree.add_number(stats, "bytes", signed_of(direction.octets));
  tree.add_number(stats, "errors", signed_of(direction.dropped));
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
  tree.add(tree.add(stream, "flags", Kind::list), {}, "RTP");
  add_direction(is_a ? dialogue.statistics.from_a : dialogue.statistics.from_b,
                tree.add(stream, "stats", Kind::dictionary), tree);
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
}

DirectionStatistics read_tag_figures(Value reply, std::string_view tag) {
  DirectionStatistics direction;
  const auto figure = [](Value stats, std::string_view name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(stats.find(name).number().value_or(0), 0));
  };
  for (Value media = reply.find("tags").find(tag).find("medias").first(); media; media = media.next()) {
    for (Value stream = media.find("streams").first(); stream; stream = stream.next()) {
      const Value stats = stream.find("stats");
      direction.packets += figure(stats, "packets");
      direction.octets += figure(stats, "bytes");
      direction.dropped += figure(stats, "errors");
    }
  }
  return direction;
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
