// SPDX-License-Identifier: Apache-2.0
#include "media/ng/call_table.h"

#include <gtest/gtest.h>

namespace trunkgate::media::ng {
namespace {

Request request(Verb verb, std::string_view from, std::string_view to = {}, std::string_view branch = {}) {
  Request request;
  request.verb = verb;
  request.call_id = "call";
  request.from_tag = from;
  request.to_tag = to;
  request.via_branch = branch;
  return request;
}

class CallTableTest : public testing::Test {
 protected:
  Dialogue& add(std::string_view from, std::string_view to = {}, std::string_view branch = {}) {
    return *table_.add(request(Verb::offer, from, to, branch), next_++);
  }
  Match offer(std::string_view from, std::string_view to = {}, std::string_view branch = {}) {
    return CallTable::match_offer(*table_.find("call"), request(Verb::offer, from, to, branch));
  }
  Match answer(std::string_view from, std::string_view to, std::string_view branch = {}) {
    return CallTable::match_answer(*table_.find("call"), request(Verb::answer, from, to, branch));
  }
  CallTable table_;
  SessionId next_ = 1;
};

TEST_F(CallTableTest, OfferAgain_BeforeAnyAnswer) {
  Dialogue& one = add("f");
  EXPECT_EQ(offer("f").dialogue, &one);
  EXPECT_EQ(offer("f").from, Side::a);
  EXPECT_FALSE(offer("x"));
}

TEST_F(CallTableTest, EitherSide_IsKnownByBothTags) {
  Dialogue& one = add("f");
  ASSERT_TRUE(CallTable::learn_tag(one, Side::b, "t"));
  EXPECT_EQ(offer("f", "t").from, Side::a);
  EXPECT_EQ(offer("t", "f").from, Side::b);
  EXPECT_EQ(offer("t").from, Side::b);
  EXPECT_FALSE(offer("f", "other"));
  EXPECT_EQ(answer("f", "t").from, Side::b);
  EXPECT_EQ(answer("t", "f").from, Side::a);
}

TEST_F(CallTableTest, NewToTag_BelongsToItsBranchElseToTheLatest) {
  Dialogue& first = add("f", "", "b1");
  Dialogue& second = add("f", "", "b2");
  EXPECT_EQ(answer("f", "t1", "b1").dialogue, &first);
  EXPECT_EQ(answer("f", "t2", "b2").dialogue, &second);
  EXPECT_EQ(answer("f", "t3").dialogue, &second);
  EXPECT_FALSE(answer("f", "t4", "b3"));
  EXPECT_EQ(offer("f", "", "b1").dialogue, &first);
  EXPECT_FALSE(offer("f", "", "b3"));
}

TEST_F(CallTableTest, LastOne_TakesTheCallWithIt) {
  Dialogue& first = add("f", "", "b1");
  Dialogue& second = add("f", "", "b2");
  EXPECT_EQ(table_.dialogue_count(), 2U);
  table_.remove(first);
  ASSERT_NE(table_.find("call"), nullptr);
  EXPECT_EQ(table_.find(SessionId{1}), nullptr);
  EXPECT_EQ(table_.find(SessionId{2}), &second);
  table_.remove(second);
  EXPECT_EQ(table_.find("call"), nullptr);
  EXPECT_EQ(table_.size(), 0U);
}

TEST_F(CallTableTest, BranchesAndTags_AreBounded) {
  Dialogue& one = add("f");
  for (std::size_t i = 0; i < far_tags_max; ++i) EXPECT_TRUE(CallTable::learn_tag(one, Side::b, std::to_string(i)));
  EXPECT_FALSE(CallTable::learn_tag(one, Side::b, "more"));
  EXPECT_TRUE(CallTable::learn_tag(one, Side::b, "0"));
  EXPECT_EQ(one.tags_b.back(), "0");
  for (std::size_t i = 1; i < dialogues_per_call_max; ++i)
    EXPECT_NE(table_.add(request(Verb::offer, "f", "", std::to_string(i)), next_++), nullptr);
  EXPECT_EQ(table_.add(request(Verb::offer, "f", "", "more"), next_++), nullptr);
}

TEST_F(CallTableTest, Delete_ConcernsByTagsAndBranch) {
  Dialogue& one = add("f", "t", "b1");
  const auto concerned = [&one](Request about) { return CallTable::concerns(one, about); };
  EXPECT_TRUE(concerned(request(Verb::remove, "")));
  EXPECT_TRUE(concerned(request(Verb::remove, "f")));
  EXPECT_TRUE(concerned(request(Verb::remove, "t")));
  EXPECT_FALSE(concerned(request(Verb::remove, "x")));
  EXPECT_TRUE(concerned(request(Verb::remove, "f", "x")));
  EXPECT_FALSE(concerned(request(Verb::query, "f", "x")));
  EXPECT_FALSE(concerned(request(Verb::remove, "f", "", "b2")));
  Request strict = request(Verb::remove, "f", "x");
  strict.honours_to_tag = true;
  EXPECT_FALSE(concerned(strict));
}

}  // namespace
}  // namespace trunkgate::media::ng
