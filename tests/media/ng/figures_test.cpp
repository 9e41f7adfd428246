// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "media/ng/json.h"

namespace trunkgate::media::ng {
namespace {

DialogueFigures dialogue(SessionId session, const std::string& a, const std::string& b, std::int64_t created) {
  DialogueFigures figures;
  figures.session = session;
  figures.tag_a = a;
  figures.tag_b = b;
  figures.created = created;
  figures.last_signal = created + 5;
  figures.statistics.from_a.packets = 3;
  figures.statistics.from_a.octets = 300;
  figures.statistics.from_b.packets = 4;
  figures.statistics.from_b.octets = 400;
  figures.statistics.from_b.dropped = 2;
  return figures;
}

TEST(NgFigures, Totals_AreOfAllDialoguesAndBothDirections) {
  const StreamTotals totals = totals_of({dialogue(1, "f", "t1", 10), dialogue(2, "f", "t2", 11)});
  EXPECT_EQ(totals.packets, 14);
  EXPECT_EQ(totals.bytes, 1400);
  EXPECT_EQ(totals.errors, 4);
}

TEST(NgFigures, Branches_ShareTheCallersTagAndSpanTheTimes) {
  const std::vector<DialogueFigures> dialogues{dialogue(1, "f", "t1", 10), dialogue(2, "f", "", 11)};
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures(dialogues, root, *tree);
  EXPECT_EQ(root.find("created").number(), 10);
  EXPECT_EQ(root.find("last signal").number(), 16);
  std::vector<std::string> tags;
  for (Value tag = root.find("tags").first(); tag; tag = tag.next()) tags.emplace_back(tag.name());
  EXPECT_EQ(tags, (std::vector<std::string>{"f", "t1", ""}));  // the empty one: nobody has answered
  const Value stats = root.find("tags").find("t1").find("medias").first().find("streams").first().find("stats");
  EXPECT_EQ(stats.find("packets").number(), 4);
  EXPECT_EQ(stats.find("errors").number(), 2);
}

std::string text_of(Value root) {
  std::vector<char> room(datagram_size_max);
  TextWriter out{room};
  write_json(root, out);
  return std::string{out.view()};
}

TEST(NgFigures, Stream_SaysWhereAndWhat) {
  std::vector<DialogueFigures> dialogues{dialogue(1, "f", "t", 1000)};
  DirectionStatistics& from = dialogues.front().statistics.from_a;
  from.local = {Address::v4(10, 0, 0, 2), 20000};
  from.remote = {Address::v4(10, 0, 0, 5), 4000};
  from.expected = 10;
  from.ssrc = 0xfedcba98;
  from.codec = "Opus";
  from.last_packet_s = 7;
  from.lost = 2;
  from.events = 3;
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures(dialogues, root, *tree);
  const auto stream_of = [&root](std::string_view tag) {
    return root.find("tags").find(tag).find("medias").first().find("streams").first();
  };
  EXPECT_EQ(
      text_of(stream_of("f")),
      R"({"local port":20000,"endpoint":{"family":"IPv4","address":"10.0.0.5","port":4000},"SSRC":4275878552,)"
      R"("codec":"Opus","last packet":1007,"flags":["RTP"],"stats":{"packets":3,"bytes":300,"errors":0,"expected":10,"lost":2,)"
      R"("reordered":0,"duplicates":0,"jitter us":0,"highest jitter us":0,"round-trip time us":0,)"
      R"("telephone-events":3,"silence ms":0,"SRTP failures":0}})");
  EXPECT_FALSE(stream_of("t").find("SSRC")) << "nothing was heard";
  EXPECT_FALSE(stream_of("t").find("endpoint")) << "nowhere to send to";
  EXPECT_FALSE(root.find("SSRC").first()) << "no scores";
}

TEST(NgFigures, Scores_InRtpenginesUnits) {
  std::vector<DialogueFigures> dialogues{dialogue(1, "f", "t", 1000)};
  DirectionStatistics& from = dialogues.front().statistics.from_b;
  from.ssrc = 77;
  from.expected = 1000;
  from.lost = 26;
  from.jitter_us = 4600;
  from.round_trip_us = 30'000;
  dialogues.front().statistics.from_a.round_trip_us = 5'000;
  from.score = 426;
  from.scores = 4;
  from.lowest = {388, 74, 9000, 35'000, 60};
  from.highest = {439, 0, 1000, 35'000, 5};
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures(dialogues, root, *tree);
  EXPECT_EQ(text_of(root.find("SSRC")),
            R"({"77":{"average MOS":{"MOS":43,"packet loss":3,"jitter":5,"round-trip time":35000,)"
            R"("round-trip time leg":30000,"samples":4},)"
            R"("lowest MOS":{"MOS":39,"packet loss":7,"jitter":9,"round-trip time":35000,"reported at":1060},)"
            R"("highest MOS":{"MOS":44,"packet loss":0,"jitter":1,"round-trip time":35000,"reported at":1005}}})");
  const Value stats = root.find("tags").find("t").find("medias").first().find("streams").first().find("stats");
  EXPECT_EQ(stats.find("MOS hundredths").number(), 426);
  EXPECT_EQ(stats.find("lowest MOS hundredths").number(), 388);
}

TEST(NgFigures, ManyBranches_FitTheTree) {
  std::vector<DialogueFigures> dialogues;
  std::uint32_t ssrc = 0;
  for (std::size_t i = 0; i < dialogues_per_call_max; ++i) {
    dialogues.push_back(dialogue(i + 1, "f" + std::to_string(i), "t" + std::to_string(i), 10));
    Statistics& both = dialogues.back().statistics;
    for (DirectionStatistics* const from : {&both.from_a, &both.from_b}) {
      from->ssrc = ++ssrc;
      from->expected = 1;
      from->scores = 1;
      from->remote.port = 1;
    }
  }
  const auto tree = std::make_unique<Tree>();
  add_figures(dialogues, tree->make_root(Kind::dictionary), *tree);
  EXPECT_FALSE(tree->overflowed());
}

TEST(NgFigures, NoDialogue_AddsNothing) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures({}, root, *tree);
  EXPECT_FALSE(root.first());
}

}  // namespace
}  // namespace trunkgate::media::ng
