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

TEST(NgFigures, NoDialogue_AddsNothing) {
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures({}, root, *tree);
  EXPECT_FALSE(root.first());
}

}  // namespace
}  // namespace trunkgate::media::ng
