// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/call_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trunkgate::proxy {
namespace {

void enter(CallTable& table, Call& call, Side side, const std::string& call_id, const std::string& local = "ours",
           const std::string& remote = "theirs") {
  ASSERT_TRUE(call.leg(side).dialog.create({.call_id = call_id,
                                            .local_tag = local,
                                            .remote_tag = remote,
                                            .local_uri = "<sip:us@h>",
                                            .remote_uri = "<sip:them@h>",
                                            .remote_target = "sip:them@h"}));
  table.index(call, side);
}

TEST(CallTable, Capacity_BoundHitExactlyAndByOne) {
  CallTable table(3);
  std::vector<Call*> calls;
  for (int i = 0; i < 3; ++i) calls.push_back(table.create());
  for (Call* call : calls) ASSERT_NE(call, nullptr);
  EXPECT_EQ(table.create(), nullptr);
  EXPECT_EQ(table.size(), 3u);
  table.destroy(*calls[1]);
  EXPECT_EQ(table.size(), 2u);
  EXPECT_NE(table.create(), nullptr);
  EXPECT_EQ(table.create(), nullptr);
}

TEST(CallTable, StaleId_FindsNothing) {
  CallTable table(1);
  Call* call = table.create();
  const CallId old = call->id;
  EXPECT_EQ(table.find(old), call);
  call->has_media = true;
  table.destroy(*call);
  EXPECT_EQ(table.find(old), nullptr);
  Call* next = table.create();
  EXPECT_NE(next->id, old);
  EXPECT_FALSE(next->has_media) << "nothing is left of the call before";
  EXPECT_EQ(table.find(old), nullptr);
  EXPECT_EQ(table.find(next->id), next);
  EXPECT_EQ(table.find(CallId{}), nullptr);
  EXPECT_EQ(table.find({7, 1}), nullptr);
}

TEST(CallId, WordAndSession_ThereAndBack) {
  const CallId id{0xfedc'ba98u, 0x00ff'ffffu};
  EXPECT_EQ(CallId::from_word(id.word()), id);
  EXPECT_EQ(CallId::from_session(id.session(255)), id);
  EXPECT_NE(id.session(0), id.session(1));
}

TEST(Rfc3261_12, Dialog_FoundByAllThreeIdentifiers) {
  CallTable table(4);
  Call& call = *table.create();
  enter(table, call, Side::a, "near", "our-a", "their-a");
  enter(table, call, Side::b, "far", "our-b", "their-b");
  const auto near = table.find_dialog("near", "our-a", "their-a");
  EXPECT_EQ(near.call, &call);
  EXPECT_EQ(near.side, Side::a);
  const auto far = table.find_dialog("far", "our-b", "their-b");
  EXPECT_EQ(far.call, &call);
  EXPECT_EQ(far.side, Side::b);
  EXPECT_EQ(table.find_dialog("near", "our-b", "their-a").call, nullptr);
  EXPECT_EQ(table.find_dialog("near", "our-a", "their-b").call, nullptr);
  EXPECT_EQ(table.find_dialog("near", "their-a", "our-a").call, nullptr);
  EXPECT_EQ(table.find_dialog("NEAR", "our-a", "their-a").call, nullptr);
  EXPECT_EQ(table.find_dialog("", "", "").call, nullptr);
}

TEST(Rfc3261_12, SameCallIdInManyCalls_TagsTellThemApart) {
  CallTable table(64);
  std::vector<Call*> calls;
  for (int i = 0; i < 64; ++i) {
    calls.push_back(table.create());
    enter(table, *calls.back(), Side::a, "same", "ours", std::to_string(i));
    enter(table, *calls.back(), Side::b, "same", "far", std::to_string(i));
  }
  // Out of the middle of a chain first, then the rest.
  for (int i = 1; i < 64; i += 2) table.destroy(*calls[static_cast<std::size_t>(i)]);
  for (int i = 0; i < 64; ++i) {
    Call* expected = i % 2 == 0 ? calls[static_cast<std::size_t>(i)] : nullptr;
    EXPECT_EQ(table.find_dialog("same", "ours", std::to_string(i)).call, expected) << i;
    EXPECT_EQ(table.find_dialog("same", "far", std::to_string(i)).call, expected) << i;
  }
}

TEST(CallTable, IndexedAgain_OldCallIdFindsNothing) {
  CallTable table(4);
  Call& call = *table.create();
  enter(table, call, Side::b, "first");
  enter(table, call, Side::b, "second");
  EXPECT_EQ(table.find_dialog("first", "ours", "theirs").call, nullptr);
  EXPECT_EQ(table.find_dialog("second", "ours", "theirs").call, &call);
  table.destroy(call);
  EXPECT_EQ(table.find_dialog("second", "ours", "theirs").call, nullptr);
}

TEST(CallTable, ForEach_LivingCallsAlone) {
  CallTable table(4);
  Call* first = table.create();
  Call* second = table.create();
  table.destroy(*first);
  std::vector<Call*> seen;
  table.for_each([&](Call& call) { seen.push_back(&call); });
  EXPECT_EQ(seen, std::vector<Call*>{second});
}

}  // namespace
}  // namespace trunkgate::proxy
