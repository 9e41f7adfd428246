// SPDX-License-Identifier: Apache-2.0
// Anchors that are silent, full, dead or back again.
#include "media/ng/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/media/ng/client_house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

using metrics::AnchorOutcome;
using metrics::Counter;
using metrics::Gauge;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

TEST(NgClientFailover, LostReply_IsAskedForAgainWithBackOff) {
  ClientHouse house;
  house.silent[0] = true;
  Party a = phone();
  house.sent.clear();
  house.post(CommandKind::offer, Side::a, a.sdp());
  house.run();
  std::vector<Instant> times;
  const Instant begin = house.now;
  std::size_t seen = 1;
  const std::string first = house.sent.front().text;
  for (int i = 0; i < 14; ++i) {
    house.wait(milliseconds(100));
    for (; seen < house.sent.size(); ++seen)
      if (house.sent[seen].text == first) times.push_back(house.now);
  }
  EXPECT_THAT(times,
              testing::ElementsAre(begin + milliseconds(200), begin + milliseconds(600), begin + milliseconds(1400)));
  house.silent[0] = false;
  house.client->on_datagram(house.now, 0, "junk");
  house.send(0, first);
  house.run();
  EXPECT_EQ(house.only_event().kind, EventKind::sdp);
  EXPECT_EQ(house.counters->value(Counter::anchor_repeats, {0}) >= 3, true);
}

TEST(NgClientFailover, NewCalls_GoToTheAnchorWithTheFewest) {
  ClientHouse house(3);
  const Party a = phone();
  for (SessionId id = 1; id <= 6; ++id) ASSERT_EQ(house.offer(Side::a, a, id).kind, EventKind::sdp);
  for (std::size_t anchor = 0; anchor < 3; ++anchor) EXPECT_EQ(house.sessions_at(anchor), 2U) << anchor;
  house.ask(CommandKind::remove, Side::a, {}, 2);
  ASSERT_EQ(house.offer(Side::a, a, 7).kind, EventKind::sdp);
  EXPECT_EQ(house.sessions_at(1), 2U);
}

TEST(NgClientFailover, SilentAnchor_NewCallFailsOverAndTheOldOneGetsItsDelete) {
  ClientHouse house(2);
  Party a = phone();
  Party b = trunk();
  house.silent[0] = true;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, a.sdp());
  house.run();
  EXPECT_TRUE(house.events.empty());
  house.wait(first_offer_wait + milliseconds(1));
  ASSERT_EQ(house.events.size(), 1U);
  EXPECT_EQ(house.events[0].kind, EventKind::sdp);
  EXPECT_EQ(house.sessions_at(1), 1U);
  b.told(house.events[0].sdp.view());
  ASSERT_EQ(house.answer(Side::b, b).kind, EventKind::sdp);
  house.silent[0] = false;  // it had heard the offer after all
  house.send(0, house.sent[2].text);
  house.run();
  EXPECT_EQ(house.sessions_at(0), 1U);
  house.wait(seconds(10));
  EXPECT_EQ(house.sessions_at(0), 0U) << "the delete that it was owed";
  EXPECT_EQ(house.sessions_at(1), 1U);
}

TEST(NgClientFailover, AnchorAtItsLimit_NewCallGoesToTheNextAndThereFirst) {
  ClientHouse house(2);
  house.desks[0]->server->drain();  // refuses with the words of rtpengine's session limit
  Party a = phone();
  ASSERT_EQ(house.offer(Side::a, a, 1).kind, EventKind::sdp);
  EXPECT_EQ(house.requests(0, Verb::offer, AnchorOutcome::error), 1U);
  ASSERT_EQ(house.offer(Side::a, a, 2).kind, EventKind::sdp);
  EXPECT_EQ(house.requests(0, Verb::offer, AnchorOutcome::error), 1U) << "it rests";
  house.desks[1]->server->drain();
  const Event refused = house.offer(Side::a, a, 3);
  EXPECT_EQ(refused.kind, EventKind::refused);
  EXPECT_EQ(refused.reason, Refusal::overloaded);
  EXPECT_EQ(house.client->session_count(), 2U);
  EXPECT_EQ(house.counters->value(Gauge::anchor_calls, {0}), 0);
}

TEST(NgClientFailover, Health_TwoSilencesAreDownAndTwoRepliesUp) {
  ClientHouse house;
  EXPECT_TRUE(house.client->anchors().is_up(0));
  EXPECT_EQ(house.counters->value(Gauge::anchor_up, {0}), 1);
  house.silent[0] = true;
  house.wait(ping_interval + ping_wait);
  EXPECT_TRUE(house.client->anchors().is_up(0)) << "one may be lost";
  house.wait(ping_interval + ping_wait);
  EXPECT_FALSE(house.client->anchors().is_up(0));
  EXPECT_EQ(house.counters->value(Gauge::anchor_up, {0}), 0);
  EXPECT_THAT(house.lines.back(), HasSubstr("media.anchor_down anchor0 "));
  const Event refused = house.offer(Side::a, phone());
  EXPECT_EQ(refused.reason, Refusal::anchor_down);
  house.silent[0] = false;
  house.wait(ping_interval);
  EXPECT_FALSE(house.client->anchors().is_up(0));
  house.wait(ping_interval);
  EXPECT_TRUE(house.client->anchors().is_up(0));
  EXPECT_THAT(house.lines.back(), HasSubstr("media.anchor_up anchor0 "));
}

TEST(NgClientFailover, PortUnreachable_NeedsNoWaiting) {
  ClientHouse house(2);
  house.silent[0] = true;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, phone().sdp());
  house.run();
  house.client->on_refused(house.now, 0);
  house.run();
  EXPECT_EQ(house.only_event().kind, EventKind::sdp);
}

TEST(NgClientFailover, AnchorDiesInMidCall_CallEndsAfterTheMediaTimeout) {
  ClientHouse house(2);
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  house.silent[0] = true;
  house.wait(seconds(10));
  EXPECT_EQ(house.offer(Side::a, a).reason, Refusal::anchor_down) << "a call stays with its anchor";
  house.events.clear();
  house.wait(seconds(48));
  EXPECT_TRUE(house.events.empty());
  house.wait(seconds(8));
  ASSERT_FALSE(house.events.empty());
  EXPECT_EQ(house.events.front().kind, EventKind::media_timeout);
  EXPECT_EQ(house.events.front().session, House::id);
  EXPECT_EQ(house.ask(CommandKind::remove).kind, EventKind::removed) << "at once: nobody is there to be asked";
  EXPECT_EQ(house.client->session_count(), 0U);
  EXPECT_EQ(house.sessions_at(0), 1U);
  house.silent[0] = false;
  house.wait(seconds(5));
  EXPECT_EQ(house.sessions_at(0), 0U);
}

TEST(NgClientFailover, AnchorThatHasForgottenACall_EndsIt) {
  ClientHouse house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  house.desks[0] = std::make_unique<AnchorDesk>();  // restarted
  house.events.clear();
  house.wait(session_check_interval);
  ASSERT_EQ(house.events.size(), 1U);
  EXPECT_EQ(house.events[0].kind, EventKind::media_timeout);
}

TEST(NgClientFailover, RemoveDuringAnOfferThatIsLost_EndsWithTheOffer) {
  ClientHouse house(2);
  house.silent[0] = true;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, phone().sdp());
  house.post(CommandKind::remove);
  house.wait(first_offer_wait + milliseconds(1));
  ASSERT_EQ(house.events.size(), 2U);
  EXPECT_EQ(house.events[1].kind, EventKind::removed);
  EXPECT_EQ(house.sessions_at(1), 0U) << "nobody waits for another try";
  EXPECT_EQ(house.client->session_count(), 0U);
}

TEST(NgClientFailover, SilentDelete_IsGivenAgainLater) {
  ClientHouse house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  house.silent[0] = true;
  house.events.clear();
  house.post(CommandKind::remove);
  house.wait(request_wait + milliseconds(1));
  ASSERT_EQ(house.events.size(), 1U);
  EXPECT_EQ(house.events[0].kind, EventKind::removed);
  house.silent[0] = false;
  house.wait(seconds(10));
  EXPECT_EQ(house.sessions_at(0), 0U);
}

}  // namespace
}  // namespace trunkgate::media::ng
