// SPDX-License-Identifier: Apache-2.0
#include "media/ng/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/media/ng/client_house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

using metrics::AnchorDrop;
using metrics::AnchorOutcome;
using metrics::Counter;
using metrics::Gauge;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

TEST(NgClient, PlainCall_IsRelayedAndShowsNothingOfTheOtherSide) {
  ClientHouse house;
  Party a = phone();
  Party b = trunk();
  const Event offered = house.offer(Side::a, a);
  ASSERT_EQ(offered.kind, EventKind::sdp);
  const std::string offer(offered.sdp.view());
  EXPECT_THAT(offer, HasSubstr("c=IN IP4 203.0.113.5\r\n"));
  EXPECT_THAT(offer, HasSubstr("m=audio 10"));
  EXPECT_THAT(offer, Not(HasSubstr("10.0.0.5")));
  EXPECT_THAT(offer, Not(HasSubstr("4711")));
  b.told(offer);
  const Event answered = house.answer(Side::b, b);
  ASSERT_EQ(answered.kind, EventKind::sdp);
  EXPECT_THAT(std::string(answered.sdp.view()), Not(HasSubstr("168.86.128.10")));
  a.told(answered.sdp.view());
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
}

TEST(NgClient, Wire_CarriesFreshNamesAndNoIdentity) {
  ClientHouse house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  std::set<std::string> cookies;
  for (const auto& datagram : house.sent) {
    EXPECT_TRUE(cookies.insert(datagram.text.substr(0, datagram.text.find(' '))).second) << datagram.text;
    EXPECT_THAT(datagram.text, Not(HasSubstr("4711")));
  }
  ClientHouse other;
  other.keys.next = 77;
  Party c = phone();
  ASSERT_EQ(other.offer(Side::a, c).kind, EventKind::sdp);
  const auto call_id = [](const std::string& text) {
    std::smatch found;
    return std::regex_search(text, found, std::regex("7:call-id32:([0-9a-f]{32})")) ? found[1].str() : std::string{};
  };
  EXPECT_NE(call_id(house.sent[1].text), "");
  EXPECT_NE(call_id(house.sent[1].text), call_id(other.sent.back().text));
}

TEST(NgClient, SecureTrunk_HearsAndIsHeard) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(b.peer.suite, usual_suite);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
}

TEST(NgClient, ZonePolicy_IsJudgedBeforeAnAnchorIsAsked) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  ASSERT_EQ(house.offer(Side::a, a).kind, EventKind::sdp);
  const std::size_t asked = house.sent.size();
  const Event refused = house.answer(Side::b, trunk());
  EXPECT_EQ(refused.kind, EventKind::refused);
  EXPECT_EQ(refused.reason, Refusal::srtp_required);
  EXPECT_EQ(house.ask(CommandKind::offer, Side::a, "v=0\r\nnonsense", 5).reason, Refusal::malformed_sdp);
  EXPECT_EQ(house.sent.size(), asked);
  EXPECT_EQ(house.client->session_count(), 1U);
}

TEST(NgClient, HoldAndResume_KeepPortsKeysAndTheOriginsId) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  const Told before = b.peer;
  for (const char* const direction : {"sendonly", "sendrecv"}) {
    a.offer.direction = direction;
    ++a.offer.version;
    const Event offered = house.offer(Side::a, a);
    ASSERT_EQ(offered.kind, EventKind::sdp);
    EXPECT_THAT(std::string(offered.sdp.view()), HasSubstr("a=" + std::string(direction)));
    b.told(offered.sdp.view());
    EXPECT_EQ(b.peer.rtp, before.rtp);
    EXPECT_EQ(b.peer.key, before.key);
    b.offer.direction = direction == std::string_view("sendonly") ? "recvonly" : "sendrecv";
    ASSERT_EQ(house.answer(Side::b, b).kind, EventKind::sdp);
  }
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 9));
}

TEST(NgClient, RefusedReoffer_IsTakenBackAtTheAnchor) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
  Party moved{{Address::v4(10, 0, 0, 99), 4400}};
  ASSERT_EQ(house.offer(Side::a, moved).kind, EventKind::sdp);
  EXPECT_EQ(house.ask(CommandKind::cancel_offer, Side::a).kind, EventKind::first_packet) << "no event";
  EXPECT_EQ(house.requests(0, Verb::offer, AnchorOutcome::ok), 3U);
  EXPECT_EQ(house.requests(0, Verb::answer, AnchorOutcome::ok), 2U);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 2));
  const Event again = house.offer(Side::b, b);  // and the next offer finds all in order
  ASSERT_EQ(again.kind, EventKind::sdp);
  ASSERT_EQ(house.answer(Side::a, a).kind, EventKind::sdp);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 3));
}

TEST(NgClient, RefusedReofferThatAnAnchorDoesNotTakeBack_IsNobodysEvent) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(house.set_up(a, b));
  Party moved{{Address::v4(10, 0, 0, 99), 4400}};
  ASSERT_EQ(house.offer(Side::a, moved).kind, EventKind::sdp);
  house.spoil = [](std::string& reply) {
    for (std::size_t at; (at = reply.find("a=crypto")) != std::string::npos;) reply.replace(at, 8, "a=broken");
  };
  EXPECT_EQ(house.ask(CommandKind::cancel_offer, Side::a).kind, EventKind::first_packet) << "no event";
  EXPECT_TRUE(house.events.empty());
}

TEST(NgClient, Rfc3261_13_2_1_SideThatWantsAnOffer_GetsTheOthersAnswer) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  const Event own = house.ask(CommandKind::offer, Side::a);
  ASSERT_EQ(own.kind, EventKind::sdp);
  b.told(own.sdp.view());
  ASSERT_EQ(b.peer.suite, usual_suite);
  const Event passed_on = house.answer(Side::b, b);
  ASSERT_EQ(passed_on.kind, EventKind::sdp);
  EXPECT_THAT(std::string(passed_on.sdp.view()), HasSubstr("RTP/AVP 0 101\r\n"));
  a.told(passed_on.sdp.view());
  const Event complete = house.answer(Side::a, a);
  ASSERT_EQ(complete.kind, EventKind::sdp);
  EXPECT_EQ(complete.sdp.view(), "");
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
}

TEST(NgClient, SecureSideThatWantsAnOffer_GetsKeysOfTheAnchor) {
  ClientHouse house(1, SrtpPolicy::required);
  Party a = phone();
  Party b = secure_trunk();
  b.told(house.ask(CommandKind::offer, Side::b).sdp.view());  // a re-INVITE of the trunk, but as the first body
  const Event to_phone = house.only_event();
  a.told(to_phone.sdp.view());
  const Event passed_on = house.answer(Side::a, a);
  ASSERT_EQ(passed_on.kind, EventKind::sdp);
  b.told(passed_on.sdp.view());
  ASSERT_EQ(house.answer(Side::b, b).kind, EventKind::sdp);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
}

TEST(NgClient, Removed_BringsFiguresAndLeavesNothing) {
  ClientHouse house;
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  ASSERT_TRUE(hear_each_other(*house.desks[0], a, b, 1));
  const Event so_far = house.ask(CommandKind::query);
  EXPECT_EQ(so_far.kind, EventKind::statistics);
  EXPECT_EQ(so_far.statistics.from_a.packets, 1U);
  ASSERT_TRUE(hear_each_other(*house.desks[0], a, b, 2));
  EXPECT_EQ(house.counters->value(Gauge::anchor_calls, {0}), 1);
  const Event removed = house.ask(CommandKind::remove);
  EXPECT_EQ(removed.kind, EventKind::removed);
  EXPECT_EQ(removed.statistics.from_a.packets, 2U);
  EXPECT_EQ(removed.statistics.from_b.packets, 2U);
  EXPECT_EQ(house.client->session_count(), 0U);
  EXPECT_EQ(house.sessions_at(0), 0U);
  EXPECT_EQ(house.counters->value(Gauge::anchor_calls, {0}), 0);
  EXPECT_EQ(house.ask(CommandKind::remove).kind, EventKind::removed) << "of a session that is gone";
  EXPECT_EQ(house.ask(CommandKind::answer, Side::b, b.sdp()).reason, Refusal::unknown_session);
}

TEST(NgClient, RemoveDuringAnOffer_WaitsForItsReply) {
  ClientHouse house;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, phone().sdp());
  house.post(CommandKind::remove);
  ASSERT_EQ(house.wire.size(), 1U) << "the delete must not overtake the offer";
  house.run();
  ASSERT_EQ(house.events.size(), 2U);
  EXPECT_EQ(house.events[1].kind, EventKind::removed);
  EXPECT_EQ(house.sessions_at(0), 0U);
  EXPECT_EQ(house.client->session_count(), 0U);
}

TEST(NgClient, CommandsBehindARemove_AreAnsweredOnceItIsDone) {
  ClientHouse house;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, phone().sdp());
  house.post(CommandKind::remove);
  house.post(CommandKind::query);
  house.run();
  ASSERT_EQ(house.events.size(), 3U);
  EXPECT_EQ(house.events[1].kind, EventKind::removed);
  EXPECT_EQ(house.events[2].kind, EventKind::statistics);
  EXPECT_EQ(house.events[2].cookie, house.cookie);
  EXPECT_EQ(house.offer(Side::a, phone()).reason, Refusal::none) << "left of the event before";
}

TEST(NgClient, HostileDatagrams_AreDroppedAndCounted) {
  ClientHouse house(2);
  house.silent[0] = true;
  house.events.clear();
  house.post(CommandKind::offer, Side::a, phone().sdp());
  const std::string cookie = house.wire.front().text.substr(0, house.wire.front().text.find(' '));
  house.wire.clear();
  const std::string good = "d3:sdp" + std::to_string(trunk().sdp().size()) + ":" + trunk().sdp() + "6:result2:oke";
  const auto drops = [&house](std::size_t anchor, AnchorDrop reason) {
    return house.counters->value(Counter::anchor_drops, {anchor, reason});
  };
  house.client->on_datagram(house.now, 1, cookie + " " + good);
  EXPECT_EQ(drops(1, AnchorDrop::unmatched), 1U) << "from another anchor";
  house.client->on_datagram(house.now, 0, "x" + cookie + " " + good);
  house.client->on_datagram(house.now, 0, cookie + "0 " + good);
  house.client->on_datagram(house.now, 0, cookie.substr(0, cookie.size() - 1) + "99999999999999999999 " + good);
  EXPECT_EQ(drops(0, AnchorDrop::unmatched), 3U);
  house.client->on_datagram(house.now, 0, cookie + " d6:result2:o");
  house.client->on_datagram(house.now, 0, cookie + " d6:result4:yeahe");
  house.client->on_datagram(house.now, 0, cookie);
  house.client->on_datagram(house.now, 0, "");
  EXPECT_EQ(drops(0, AnchorDrop::malformed), 4U);
  house.client->on_datagram(house.now, 0, std::string(datagram_size_max + 1, 'x'));
  EXPECT_EQ(drops(0, AnchorDrop::oversize), 1U);
  EXPECT_TRUE(house.events.empty()) << "the request goes on waiting";
}

TEST(NgClient, AnchorThatHandsABodyOnAsItIs_IsNotBelieved) {
  ClientHouse house;
  house.spoil = [](std::string& reply) {
    reply = std::regex_replace(reply, std::regex("203\\.0\\.113\\.5"), "10.0.0.5");
    reply = std::regex_replace(
        reply, std::regex("3:sdp[0-9]+:"), "3:sdp" + [&] {
          const std::size_t begin = reply.find("v=0");
          const std::size_t end = reply.find("a=sendrecv\r\n");
          return begin == std::string::npos ? std::string("0") : std::to_string(end + 12 - begin);
        }() + ":");
  };
  const Event refused = house.offer(Side::a, phone());
  EXPECT_EQ(refused.kind, EventKind::refused);
  EXPECT_THAT(house.lines.back(), HasSubstr("media.anchor_refused anchor0"));
  EXPECT_THAT(house.lines.back(), HasSubstr("no address and port that may be passed on"));
  house.spoil = nullptr;
  house.wait(seconds(5));
  EXPECT_EQ(house.sessions_at(0), 0U) << "it is told to forget the call";
}

TEST(NgClient, TooManyCommandsOfOneSession_AreRefused) {
  ClientHouse house;
  house.events.clear();
  for (std::size_t i = 0; i <= commands_per_session_max; ++i) house.post(CommandKind::offer, Side::a, phone().sdp());
  EXPECT_TRUE(house.events.empty());
  house.post(CommandKind::offer, Side::a, phone().sdp());
  ASSERT_EQ(house.events.size(), 1U);
  EXPECT_EQ(house.events[0].reason, Refusal::overloaded);
  house.post(CommandKind::cancel_offer);
  EXPECT_EQ(house.events.size(), 1U) << "which has no event";
}

}  // namespace
}  // namespace trunkgate::media::ng
