// SPDX-License-Identifier: Apache-2.0
#include "media/ng/server.h"

#include <gtest/gtest.h>

#include "tests/media/ng/anchor_desk.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

constexpr const char* not_found = R"({"result":"ok","warning":"no such call, or its tags are others"})";
const std::string inward_out = R"("direction":["corporate","carrier"])";

class NgServer : public testing::Test {
 protected:
  std::string offer(const std::string& from, const std::string& to, const Party& party,
                    const std::string& more = inward_out) {
    return desk_.ask(AnchorDesk::message("offer", from, to, party.sdp(), more));
  }
  std::string answer(const std::string& from, const std::string& to, const Party& party, const std::string& more = {}) {
    return desk_.ask(AnchorDesk::message("answer", from, to, party.sdp(), more));
  }
  /// A call between `a` with tag "f" and `b` with tag "t"; each is told what we say.
  bool set_up(Party& a, Party& b, const std::string& more = inward_out) {
    b.told(AnchorDesk::sdp_of_reply(offer("f", "", a, more)));
    a.told(AnchorDesk::sdp_of_reply(answer("f", "t", b)));
    return a.peer.rtp.port != 0 && b.peer.rtp.port != 0;
  }
  std::size_t sessions() const { return desk_.house.anchor->session_count(); }

  AnchorDesk desk_;
};

TEST_F(NgServer, Ping_Pongs) { EXPECT_EQ(desk_.ask(R"({"command":"ping"})"), R"({"result":"pong"})"); }

TEST_F(NgServer, Reply_HasTheFormOfTheCommand) {
  desk_.server->on_datagram(desk_.house.now, desk_.client, "5323_1 d7:command4:pinge");
  ASSERT_EQ(desk_.sent.size(), 1U);
  EXPECT_EQ(desk_.sent[0].datagram, "5323_1 d6:result4:ponge");
  EXPECT_EQ(desk_.sent[0].peer.endpoint, desk_.client.endpoint);
}

TEST_F(NgServer, Stranger_GetsSilenceAndACounter) {
  desk_.client.endpoint.address = Address::v4(10, 0, 0, 9);
  EXPECT_EQ(desk_.ask(R"({"command":"ping"})"), "");
  EXPECT_TRUE(desk_.sent.empty());
  EXPECT_TRUE(desk_.lines.empty());
  EXPECT_EQ(desk_.counters->value(metrics::Counter::ng_source_drops), 1U);
  desk_.server->set_allow({{Address::v4(10, 0, 0, 0), 104}});
  EXPECT_EQ(desk_.ask(R"({"command":"ping"})"), R"({"result":"pong"})");
}

TEST_F(NgServer, Malformed_IsRepliedToWhenItHasACookie) {
  desk_.server->on_datagram(desk_.house.now, desk_.client, "7 d7:command");
  ASSERT_EQ(desk_.sent.size(), 1U);
  EXPECT_EQ(desk_.sent[0].datagram, "7 d6:result5:error12:error-reason37:the bencode dictionary cannot be reade");
  desk_.server->on_datagram(desk_.house.now, desk_.client, "nonsense");
  EXPECT_EQ(desk_.sent.size(), 1U);
}

TEST_F(NgServer, UnknownCommand_IsAnError) {
  EXPECT_EQ(desk_.ask(R"({"command":"play media","call-id":"c"})"),
            R"({"result":"error","error-reason":"the command is not known here"})");
  EXPECT_EQ(desk_.counters->value(metrics::Counter::ng_commands, {Verb::count_, metrics::NgResult::error}), 1U);
}

TEST_F(NgServer, Call_RelaysBothWays) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  EXPECT_EQ(b.peer.rtp.address, Address::v4(203, 0, 113, 5));
  EXPECT_EQ(desk_.house.rtp(a, rtp_packet(1)).verdict.to, trunk_rtp);
  EXPECT_EQ(desk_.house.rtp(b, rtp_packet(1)).verdict.to, phone_rtp);
  EXPECT_EQ(desk_.counters->value(metrics::Counter::ng_commands, {Verb::offer, metrics::NgResult::ok}), 1U);
}

TEST_F(NgServer, TransportProtocol_SealsOneSide) {
  Party a = phone();
  Party b = secure_trunk();
  ASSERT_TRUE(set_up(a, b, inward_out + R"(,"transport-protocol":"RTP/SAVP")"));
  ASSERT_TRUE(b.peer.suite);
  EXPECT_FALSE(a.peer.suite);
  EXPECT_EQ(b.open(desk_.house.rtp(a, rtp_packet(1)).octets), rtp_packet(1));
  EXPECT_EQ(desk_.house.rtp(b, rtp_packet(2)).octets, rtp_packet(2));
}

TEST_F(NgServer, TransportProtocol_IsWhatTheOfferLeavesWith) {
  const auto offered = [this](const std::string& more) {
    return AnchorDesk::sdp_of_reply(offer("f", "", phone(), inward_out + more));
  };
  EXPECT_NE(offered(R"(,"transport-protocol":"RTP/SAVP")").find(" RTP/SAVP "), std::string::npos);
  EXPECT_NE(offered(R"(,"transport-protocol":"RTP/AVPF")").find(" RTP/AVPF "), std::string::npos);
  EXPECT_EQ(offered("").find("a=crypto"), std::string::npos);  // as heard
  const std::string without = offered(R"(,"transport-protocol":"RTP/SAVP","SDES":["no-AES_CM_128_HMAC_SHA1_80"])");
  EXPECT_NE(without.find("AES_CM_128_HMAC_SHA1_32"), std::string::npos);
  EXPECT_EQ(without.find("AES_CM_128_HMAC_SHA1_80"), std::string::npos);
}

TEST_F(NgServer, NoDirection_FirstZoneOnBothSides) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b, ""));
  EXPECT_EQ(a.peer.rtp.address, Address::v4(10, 0, 0, 2));
  EXPECT_EQ(b.peer.rtp.address, Address::v4(10, 0, 0, 2));
}

TEST_F(NgServer, UnknownZone_IsRefusedAndNothingRemains) {
  EXPECT_EQ(offer("f", "", phone(), R"("direction":["corporate","moon"])"),
            R"({"result":"error","error-reason":"no zone is called \"moon\""})");
  EXPECT_EQ(desk_.server->call_count(), 0U);
}

TEST_F(NgServer, ReOffer_FromEitherSideIsTheSameSession) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  const Endpoint towards_a = a.peer.rtp;
  const Endpoint towards_b = b.peer.rtp;
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(offer("t", "f", b))).rtp, towards_a);  // the called side's re-INVITE
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(answer("t", "f", a))).rtp, towards_b);
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(offer("f", "t", a))).rtp, towards_b);
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(answer("f", "t", b))).rtp, towards_a);
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(NgServer, DelayedOffer_ComesFromTheCalledSide) {
  Party a = phone();
  Party b = trunk();
  // The 200 has the offer (from-tag: who wrote it), the ACK its answer.
  a.told(AnchorDesk::sdp_of_reply(offer("t", "f", b, R"("direction":["carrier","corporate"])")));
  b.told(AnchorDesk::sdp_of_reply(answer("t", "f", a)));
  EXPECT_EQ(desk_.house.rtp(a, rtp_packet(1)).verdict.to, trunk_rtp);
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(NgServer, ForkedAnswers_LastOneTalks) {
  Party a = phone();
  Party b = trunk();
  Party other = Party{second_trunk_rtp};
  ASSERT_TRUE(set_up(a, b));
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(answer("f", "t2", other)).empty());
  EXPECT_EQ(desk_.house.rtp(a, rtp_packet(1)).verdict.to, second_trunk_rtp);
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(NgServer, Branches_AreSessionsOfTheirOwn) {
  const auto branch = [](const std::string& name) { return inward_out + R"(,"via-branch":")" + name + "\""; };
  const Told first = read_told(AnchorDesk::sdp_of_reply(offer("f", "", phone(), branch("b1"))));
  const Told second = read_told(AnchorDesk::sdp_of_reply(offer("f", "", phone(), branch("b2"))));
  EXPECT_NE(first.rtp, second.rtp);
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(offer("f", "", phone(), branch("b1")))).rtp, first.rtp);
  ASSERT_EQ(sessions(), 2U);
  EXPECT_EQ(desk_.server->call_count(), 1U);
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(answer("f", "t1", trunk(), R"("via-branch":"b1")")).empty());
  // The other branch was refused by its phone.
  desk_.ask(AnchorDesk::message("delete", "f", "", "", R"("via-branch":"b2","delete-delay":0)"));
  EXPECT_EQ(sessions(), 1U);
  EXPECT_EQ(read_told(AnchorDesk::sdp_of_reply(offer("t1", "f", trunk()))).rtp.address, Address::v4(10, 0, 0, 2));
}

TEST_F(NgServer, UnknownCall_IsSaidAsEachCommandWantsIt) {
  EXPECT_EQ(answer("f", "t", trunk()), R"({"result":"error","error-reason":"unknown call-id"})");
  EXPECT_EQ(desk_.ask(AnchorDesk::message("query", "f")), R"({"result":"error","error-reason":"unknown call-id"})");
  EXPECT_EQ(desk_.ask(AnchorDesk::message("delete", "f")), not_found);
  EXPECT_EQ(desk_.ask(AnchorDesk::message("delete", "f", "", "", R"("flags":["fatal"])")),
            R"({"result":"error","error-reason":"no such call, or its tags are others"})");
}

TEST_F(NgServer, Delete_OtherTag_EndsNothing) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  EXPECT_EQ(desk_.ask(AnchorDesk::message("delete", "x")), not_found);
  EXPECT_EQ(desk_.ask(AnchorDesk::message("delete", "f", "x", "", R"("flags":["to-tag"])")), not_found);
  desk_.wait(std::chrono::hours{1});
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(NgServer, Delete_BranchOfTheBye_CountsForNothing) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b, inward_out + R"(,"via-branch":"invite")"));
  desk_.ask(AnchorDesk::message("delete", "t", "", "", R"("via-branch":"bye","delete-delay":0)"));
  EXPECT_EQ(sessions(), 0U);
}

TEST_F(NgServer, Delete_UnansweredOffer_WhateverTheToTag) {
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(offer("f", "", phone())).empty());
  desk_.ask(AnchorDesk::message("delete", "f", "never told", "", R"("flags":["to-tag"],"delete-delay":0)"));
  EXPECT_EQ(sessions(), 0U);
}

TEST_F(NgServer, DeleteNow_SaysWhatWasRelayed) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  (void)desk_.house.rtp(a, rtp_packet(1));
  const std::string reply = desk_.ask(AnchorDesk::message("delete", "t", "", "", R"("delete delay":0)"));
  EXPECT_NE(reply.find(R"("totals":{"RTP":{"packets":1,"bytes":172,"errors":0})"), std::string::npos) << reply;
  EXPECT_EQ(sessions(), 0U);
  EXPECT_EQ(desk_.server->call_count(), 0U);
}

TEST_F(NgServer, Delete_TakesThirtySecondsUnlessSaidOtherwise) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  EXPECT_NE(desk_.ask(AnchorDesk::message("delete", "f")).find("totals"), std::string::npos);
  EXPECT_EQ(desk_.server->deadline(), desk_.house.now + std::chrono::seconds{30});
  desk_.wait(std::chrono::milliseconds{29'999});
  EXPECT_TRUE(desk_.house.rtp(a, rtp_packet(1)).verdict.forward);
  desk_.wait(std::chrono::milliseconds{1});
  EXPECT_EQ(sessions(), 0U);
  EXPECT_EQ(desk_.server->deadline(), Instant::max());
}

TEST_F(NgServer, OfferAfterDelete_KeepsTheCall) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  desk_.ask(AnchorDesk::message("delete", "f", "", "", R"("delete-delay":5)"));
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(offer("f", "t", a)).empty());
  desk_.wait(std::chrono::seconds{60});
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(NgServer, Query_HasBothTagsAndTimes) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  (void)desk_.house.rtp(b, rtp_packet(1));
  desk_.house.now += std::chrono::seconds{9};
  const std::string reply = desk_.ask(AnchorDesk::message("query", "f"));
  EXPECT_NE(reply.find(R"("created":1000000,"last signal":1000000)"), std::string::npos) << reply;
  EXPECT_NE(reply.find(R"("t":{"tag":"t","created":1000000,"in dialogue with":"f","medias":[{"index":1,"type":"audio",)"
                       R"("streams":[{"local port":)"),
            std::string::npos)
      << reply;
  EXPECT_NE(reply.find(R"("flags":["RTP"],"stats":{"packets":1,"bytes":172,"errors":0,"expected":1,"lost":0,)"), std::string::npos)
      << reply;
}

TEST_F(NgServer, List_IsLimited) {
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(offer("f", "", phone())).empty());
  EXPECT_EQ(desk_.ask(R"({"command":"list"})"), R"({"result":"ok","calls":["call"]})");
}

TEST_F(NgServer, Statistics_CountWhatWasDone) {
  ASSERT_FALSE(AnchorDesk::sdp_of_reply(offer("f", "", phone())).empty());
  const std::string reply = desk_.ask(R"({"command":"statistics"})");
  EXPECT_NE(reply.find(R"("sessionstotal":1)"), std::string::npos) << reply;
  EXPECT_NE(reply.find(R"("totaloffercount":1)"), std::string::npos) << reply;
}

TEST_F(NgServer, RepeatedCommand_IsDoneOnceAndRepliedTwice) {
  const std::string message = AnchorDesk::message("offer", "f", "", phone().sdp(), inward_out);
  desk_.server->on_datagram(desk_.house.now, desk_.client, "k " + message);
  desk_.server->on_datagram(desk_.house.now, desk_.client, "k " + message);  // the anchor has not spoken yet
  EXPECT_EQ(desk_.queue.size(), 1U);
  desk_.serve();
  ASSERT_EQ(desk_.sent.size(), 1U);
  desk_.server->on_datagram(desk_.house.now, desk_.client, "k " + message);
  ASSERT_EQ(desk_.sent.size(), 2U);
  EXPECT_EQ(desk_.sent[0].datagram, desk_.sent[1].datagram);
  EXPECT_TRUE(desk_.queue.empty());
  EXPECT_EQ(desk_.counters->value(metrics::Counter::ng_commands, {Verb::count_, metrics::NgResult::repeated}), 1U);
}

TEST_F(NgServer, SameCookieOfAnotherClient_IsAnotherCommand) {
  EXPECT_EQ(desk_.ask(R"({"command":"ping"})", "k"), R"({"result":"pong"})");
  desk_.client.endpoint.port = 40001;
  EXPECT_EQ(desk_.ask(R"({"command":"list"})", "k"), R"({"result":"ok","calls":[]})");
}

TEST_F(NgServer, RefusedFirstOffer_LeavesNoCall) {
  EXPECT_EQ(desk_.ask(AnchorDesk::message("offer", "f", "", "v=0\r\n", inward_out)),
            R"({"result":"error","error-reason":"the SDP has no audio line that can be relayed"})");
  EXPECT_EQ(desk_.server->call_count(), 0U);
}

TEST_F(NgServer, NoPorts_ClientIsToldToTryAnotherServer) {
  AnchorDesk desk(1);
  ASSERT_FALSE(
      AnchorDesk::sdp_of_reply(desk.ask(AnchorDesk::message("offer", "f", "", phone().sdp(), inward_out))).empty());
  EXPECT_EQ(desk.ask(R"({"command":"offer","call-id":"2","from-tag":"f","sdp":")" + AnchorDesk::escaped(phone().sdp()) +
                     "\"," + inward_out + "}"),
            R"({"result":"error","error-reason":"Parallel session limit reached"})");
}

TEST_F(NgServer, FullAnchor_RefusesOffersAndKeepsRemovals) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  desk_.room = 0;
  EXPECT_EQ(offer("g", "", phone()), R"({"result":"error","error-reason":"Parallel session limit reached"})");
  EXPECT_EQ(desk_.ask(AnchorDesk::message("delete", "f", "", "", R"("delete-delay":0)")), R"({"result":"ok"})");
  EXPECT_EQ(sessions(), 1U);
  EXPECT_LE(desk_.server->deadline(), desk_.house.now);
  desk_.wait(std::chrono::milliseconds{0});
  EXPECT_EQ(desk_.server->deadline(), desk_.house.now + retry_interval);
  desk_.room = 10;
  desk_.wait(retry_interval);
  EXPECT_EQ(sessions(), 0U);
}

TEST_F(NgServer, OfferThatTheAnchorHasNoRoomFor_LeavesNoCall) {
  desk_.room = 0;
  EXPECT_EQ(offer("f", "", phone()), R"({"result":"error","error-reason":"Parallel session limit reached"})");
  EXPECT_EQ(desk_.server->call_count(), 0U);
}

TEST_F(NgServer, OfferRefusedWhileTheNextIsOnItsWay_LeavesNoSession) {
  desk_.server->on_datagram(desk_.house.now, desk_.client,
                            "1 " + AnchorDesk::message("offer", "f", "", "v=0\r\n", inward_out));
  desk_.server->on_datagram(desk_.house.now, desk_.client,
                            "2 " + AnchorDesk::message("offer", "f", "", phone().sdp(), inward_out));
  desk_.serve();
  desk_.wait(std::chrono::milliseconds{0});
  EXPECT_EQ(sessions(), 0U);
}

TEST_F(NgServer, Draining_RefusesNewCallsAlone) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  desk_.server->drain();
  EXPECT_EQ(offer("g", "", phone()), R"({"result":"error","error-reason":"Parallel session limit reached"})");
  EXPECT_FALSE(AnchorDesk::sdp_of_reply(offer("f", "t", a)).empty());
}

TEST_F(NgServer, MediaTimeout_EndsTheSession) {
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(set_up(a, b));
  EventList events;
  desk_.house.now += std::chrono::seconds{61};
  desk_.house.look();
  (void)desk_.house.anchor->deliver_events(events);
  ASSERT_EQ(events.entries.size(), 1U);
  desk_.server->on_event(events.entries[0].event);
  desk_.serve();
  EXPECT_EQ(sessions(), 0U);
  EXPECT_EQ(desk_.server->call_count(), 0U);
}

TEST_F(NgServer, CodecRules_ReachTheOtherSide) {
  const std::string sdp =
      AnchorDesk::sdp_of_reply(offer("f", "", phone(), inward_out + R"(,"codec":{"strip":["PCMU"]})"));
  EXPECT_NE(sdp.find("RTP/AVP 8 101\r\n"), std::string::npos) << sdp;
}

TEST_F(NgServer, IgnoredFlag_IsSaidOnce) {
  for (int i = 0; i < 3; ++i) desk_.ask(R"({"command":"ping","flags":["no-such-flag"],"ICE":"force"})");
  EXPECT_EQ(desk_.lines, (std::vector<std::string>{"flag.ignored \"no-such-flag\" has no effect here; said once",
                                                   "flag.ignored \"ICE=force\" has no effect here; said once"}));
  for (std::size_t i = 0; i < 2 * complaints_max; ++i)
    desk_.ask(R"({"command":"ping","flags":["f)" + std::to_string(i) + "\"]}");
  EXPECT_EQ(desk_.lines.size(), complaints_max);
}

}  // namespace
}  // namespace trunkgate::media::ng
