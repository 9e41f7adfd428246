// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/layer.h"

#include <gtest/gtest.h>

#include "tests/sip/transaction/layer_house.h"

namespace trunkgate::sip::test {
namespace {

const std::string invite_line = "INVITE sip:+15550100@192.0.2.9 SIP/2.0";
const std::string ack_line = "ACK sip:+15550100@192.0.2.9 SIP/2.0";

TEST(Rfc3261_17_2, RetransmittedRequest_LastResponseAgainAndTheUserSeesItOnce) {
  LayerHouse house;
  const Request invite;
  const auto first = house.receives(invite.text());
  EXPECT_EQ(first.kind, RequestVerdict::fresh);
  EXPECT_EQ(house.stored_request(first.transaction), invite.text());
  EXPECT_EQ(house.layer.flow_of(first.transaction), udp_flow);
  house.responds(first.transaction, 180, invite.answer(180));
  house.take_sent();
  house.layer.set_user(first.transaction, 5);
  const auto second = house.receives(invite.text());
  EXPECT_EQ(second.kind, RequestVerdict::absorbed);
  EXPECT_EQ(second.transaction, first.transaction);
  EXPECT_EQ(second.user, 5u);
  EXPECT_EQ(house.take_sent(), Lines{"SIP/2.0 180 Text"});
}

TEST(Rfc3261_17_2_1, AckForFailure_AbsorbedAndTheTransactionEnds) {
  LayerHouse house;
  Request invite;
  const auto id = house.receives(invite.text()).transaction;
  house.responds(id, 486, invite.answer(486));
  Request ack = invite;
  ack.method = "ACK";
  ack.to_tag = "to1";
  EXPECT_EQ(house.receives(ack.text()).kind, RequestVerdict::absorbed);
  house.run_until_rest();
  EXPECT_TRUE(house.at_rest());
  EXPECT_EQ(house.said(ActionKind::finished, 0), 1);
  EXPECT_EQ(house.said(ActionKind::timed_out, 0), 0);
}

TEST(Rfc3261_13_3_1_4, AckFor2xx_GoesToTheUserAndConfirmStopsTheRetransmission) {
  LayerHouse house;
  Request invite;
  const auto id = house.receives(invite.text(), tls_flow).transaction;
  house.responds(id, 200, invite.answer(200));
  house.advance(600ms);
  EXPECT_EQ(house.take_sent().size(), 2u) << "first, and once again after T1";
  Request ack = invite;
  ack.method = "ACK";
  ack.branch = "z9hG4bK-of-the-ack";
  const auto verdict = house.receives(ack.text());
  EXPECT_EQ(verdict.kind, RequestVerdict::ack);
  EXPECT_FALSE(verdict.transaction);
  house.confirms(id);
  house.run_until_rest();
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_EQ(house.said(ActionKind::ack_missing, 0), 0);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_13_3_1_4, NoAckFor2xx_AckMissingOnceAfter64T1) {
  LayerHouse house;
  const auto id = house.receives(Request{}.text()).transaction;
  house.layer.set_user(id, 9);
  house.responds(id, 200, Request{}.answer(200));
  house.advance(64 * timer_t1 - 1ms);
  EXPECT_EQ(house.said(ActionKind::ack_missing, 9), 0);
  house.advance(1ms);
  EXPECT_EQ(house.said(ActionKind::ack_missing, 9), 1);
  EXPECT_EQ(house.take_sent().size(), 11u);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3262_3, RepeatSendsTheLastProvisional_NothingAfterTheFinalOne) {
  LayerHouse house;
  const auto id = house.receives(Request{}.text()).transaction;
  house.repeats(id);
  EXPECT_TRUE(house.take_sent().empty());
  house.responds(id, 180, Request{}.answer(180));
  house.repeats(id);
  EXPECT_EQ(house.take_sent(), (Lines{"SIP/2.0 180 Text", "SIP/2.0 180 Text"}));
  house.responds(id, 486, Request{}.answer(486));
  house.take_sent();
  house.repeats(id);
  house.repeats({});
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Rfc3261_9_2, Cancel_FindsItsInvite) {
  LayerHouse house;
  Request invite;
  const auto id = house.receives(invite.text()).transaction;
  house.layer.set_user(id, 42);
  Request cancel = invite;
  cancel.method = "CANCEL";
  const auto verdict = house.receives(cancel.text());
  EXPECT_EQ(verdict.kind, RequestVerdict::cancel);
  EXPECT_EQ(verdict.cancelled, id);
  EXPECT_EQ(verdict.user, 42u);
  ASSERT_TRUE(verdict.transaction);
  EXPECT_NE(verdict.transaction, id);
  house.responds(verdict.transaction, 200, cancel.answer(200));
  EXPECT_EQ(house.receives(cancel.text()).kind, RequestVerdict::absorbed);
  EXPECT_EQ(house.take_sent(), (Lines{"SIP/2.0 200 Text", "SIP/2.0 200 Text"}));
}

TEST(Rfc3261_9_2, Cancel_OfAnotherSentByHitsNothing) {
  LayerHouse house;
  Request invite;
  house.receives(invite.text());
  Request cancel = invite;
  cancel.method = "CANCEL";
  cancel.sent_by = "192.0.2.66:5060";
  const auto verdict = house.receives(cancel.text());
  EXPECT_EQ(verdict.kind, RequestVerdict::cancel);
  EXPECT_TRUE(verdict.transaction);
  EXPECT_FALSE(verdict.cancelled);
}

TEST(Rfc3261_8_2_2_2, SameRequestOverAnotherPath_Merged) {
  LayerHouse house;
  Request invite;
  const auto first = house.receives(invite.text());
  invite.branch = "z9hG4bK-other-path";
  const auto second = house.receives(invite.text());
  EXPECT_EQ(second.kind, RequestVerdict::merged);
  EXPECT_TRUE(second.transaction);
  EXPECT_NE(second.transaction, first.transaction);
  invite.branch = "z9hG4bK-in-dialog";
  invite.to_tag = "to1";
  EXPECT_EQ(house.receives(invite.text()).kind, RequestVerdict::fresh) << "with a To tag it is no merged request";
}

TEST(Rfc3261_8_2_2_2, AfterTheFirstHasEnded_NotMerged) {
  LayerHouse house;
  Request options;
  options.method = "OPTIONS";
  const auto id = house.receives(options.text()).transaction;
  house.responds(id, 200, options.answer(200));
  house.run_until_rest();
  options.branch = "z9hG4bK-later";
  EXPECT_EQ(house.receives(options.text()).kind, RequestVerdict::fresh);
}

TEST(Rfc3261_17_1_1_3, FailureToOurInvite_AcknowledgedHereAndPassedOnce) {
  LayerHouse house;
  const Request invite;
  const auto id = house.starts(invite, 7);
  EXPECT_EQ(house.take_sent(), Lines{invite_line});
  const auto verdict = house.receives_response(invite.answer(486, "theirs"));
  EXPECT_EQ(verdict.kind, ResponseVerdict::pass);
  EXPECT_EQ(verdict.transaction, id);
  EXPECT_EQ(verdict.user, 7u);
  EXPECT_EQ(house.take_sent(), Lines{ack_line});
  EXPECT_NE(house.last_sent().find(";branch=" + invite.branch), std::string::npos);
  EXPECT_NE(house.last_sent().find(";tag=theirs"), std::string::npos);
  EXPECT_EQ(house.stored_request(id), invite.text()) << "an answered challenge is composed from it";
  EXPECT_EQ(house.receives_response(invite.answer(486, "theirs")).kind, ResponseVerdict::absorbed);
  EXPECT_EQ(house.take_sent(), Lines{ack_line});
  house.run_until_rest();
  EXPECT_TRUE(house.at_rest());
  EXPECT_EQ(house.said(ActionKind::finished, 7), 1);
}

TEST(Rfc3261_17_1_1_3, FailureOverTls_RequestStillReadableWhenTheUserSeesIt) {
  LayerHouse house;
  const Request invite;
  const auto id = house.starts(invite, 7, tls_flow);
  EXPECT_EQ(house.receives_response(invite.answer(407)).kind, ResponseVerdict::pass);
  EXPECT_EQ(house.stored_request(id), invite.text());
  EXPECT_EQ(house.said(ActionKind::finished, 7), 0) << "finished comes after the user saw the response";
  house.advance(0s);
  EXPECT_EQ(house.said(ActionKind::finished, 7), 1);
  EXPECT_EQ(house.stored_request(id), invite.text()) << "until the next event";
  house.starts({.branch = "z9hG4bK-next"}, 8);
  EXPECT_EQ(house.stored_request(id), "");
}

TEST(Rfc6026_7_2, Every2xxAndEveryForkPasses) {
  LayerHouse house;
  const Request invite;
  house.starts(invite);
  for (const char* tag : {"fork1", "fork1", "fork2"}) {
    EXPECT_EQ(house.receives_response(invite.answer(200, tag)).kind, ResponseVerdict::pass);
  }
  house.advance(33s);
  EXPECT_EQ(house.receives_response(invite.answer(200, "fork3")).kind, ResponseVerdict::stray);
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_17_1_3, ResponseOfAnotherBranchOrMethodIsStray) {
  LayerHouse house;
  Request invite;
  house.starts(invite);
  Request other = invite;
  other.branch = "z9hG4bK-A1";
  EXPECT_EQ(house.receives_response(other.answer(200)).kind, ResponseVerdict::stray) << "case counts";
  other = invite;
  other.method = "CANCEL";
  EXPECT_EQ(house.receives_response(other.answer(200)).kind, ResponseVerdict::stray);
  EXPECT_TRUE(house.starts(other)) << "the CANCEL shares the branch of its INVITE";
  EXPECT_EQ(house.receives_response(other.answer(200)).kind, ResponseVerdict::pass);
  EXPECT_FALSE(house.starts(invite)) << "a branch that is in use";
}

TEST(Rfc3261_9_1, CancelledInviteThatNobodyEnds_TimesOut) {
  LayerHouse house;
  Request invite;
  house.starts(invite, 1);
  house.receives_response(invite.answer(180));
  house.advance(300s);
  EXPECT_EQ(house.layer.client_count(), 1u);
  house.starts({.method = "CANCEL"}, 2);
  house.receives_response(Request{.method = "CANCEL"}.answer(200));
  house.advance(64 * timer_t1);
  EXPECT_EQ(house.said(ActionKind::timed_out, 1), 1);
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, NobodyAnswers_TimedOutThenFinished) {
  LayerHouse house;
  house.starts({}, 1);
  house.starts({.method = "OPTIONS", .branch = "z9hG4bK-o"}, 2);
  house.run_until_rest();
  EXPECT_EQ(house.take_sent().size(), 7u + 11u);
  for (const std::uint64_t user : {1, 2}) {
    EXPECT_EQ(house.said(ActionKind::timed_out, user), 1);
    EXPECT_EQ(house.said(ActionKind::finished, user), 1);
  }
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, FlowFailed_OnlyItsTransactionsReportIt) {
  LayerHouse house;
  house.starts({}, 1, tls_flow);
  house.starts({.branch = "z9hG4bK-b"}, 2, udp_flow);
  Request incoming{.branch = "z9hG4bK-c", .call_id = "other"};
  const auto server = house.receives(incoming.text(), tls_flow).transaction;
  house.layer.set_user(server, 3);
  house.flow_fails(tls_flow);
  EXPECT_EQ(house.said(ActionKind::transport_failed, 1), 1);
  EXPECT_EQ(house.said(ActionKind::finished, 1), 1);
  EXPECT_EQ(house.said(ActionKind::transport_failed, 2), 0);
  EXPECT_EQ(house.said(ActionKind::transport_failed, 3), 1);
  EXPECT_EQ(house.said(ActionKind::finished, 3), 0) << "RFC 6026 §7.1: it stays and absorbs";
  house.responds(server, 500, incoming.answer(500));
  house.run_until_rest();
  EXPECT_EQ(house.said(ActionKind::finished, 3), 1);
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, FlowFailedBetweenTwoTicksOfTheWheel_ReportedAtOnce) {
  LayerHouse house;
  house.now += 300us;
  house.starts({}, 1, tls_flow);
  house.flow_fails(tls_flow);
  EXPECT_EQ(house.said(ActionKind::transport_failed, 1), 1);
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, FlowFailedForMoreThanOneListHolds_AllReportInTheEnd) {
  LayerHouse house(200);
  for (int i = 0; i < 200; ++i) house.starts({.branch = "z9hG4bK-" + std::to_string(i)}, 1, tls_flow);
  house.flow_fails(tls_flow);
  EXPECT_LE(house.layer.deadline(), house.now);
  house.advance(0s);
  EXPECT_EQ(house.said(ActionKind::transport_failed, 1), 200);
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, FullPools_OverloadedAndNoId) {
  LayerHouse house(1);
  EXPECT_EQ(house.receives(Request{}.text()).kind, RequestVerdict::fresh);
  const auto verdict = house.receives(Request{.branch = "z9hG4bK-2", .call_id = "2"}.text());
  EXPECT_EQ(verdict.kind, RequestVerdict::overloaded);
  EXPECT_FALSE(verdict.transaction);
  EXPECT_TRUE(house.starts({}));
  EXPECT_FALSE(house.starts({.branch = "z9hG4bK-2"}));
  EXPECT_EQ(house.layer.client_count(), 1u);
  EXPECT_EQ(house.layer.server_count(), 1u);
}

TEST(Rfc3261_9_1, NoRoomForTheCancel_RingingInviteEndsAllTheSame) {
  LayerHouse house(1);
  const Request invite;
  ASSERT_TRUE(house.starts(invite));
  static_cast<void>(house.receives_response(invite.answer(180)));
  Request cancel = invite;
  cancel.method = "CANCEL";
  EXPECT_FALSE(house.starts(cancel));
  house.run_until_rest();
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, DeadIdsAreIgnored) {
  LayerHouse house;
  Request options{.method = "OPTIONS"};
  const auto id = house.receives(options.text(), tls_flow).transaction;
  house.responds(id, 200, options.answer(200));
  house.run_until_rest();
  house.take_sent();
  house.responds(id, 200, options.answer(200));
  house.responds({}, 200, options.answer(200));
  house.confirms(id);
  house.layer.set_user(id, 1);
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_EQ(house.stored_request({}), "");
  EXPECT_EQ(house.layer.flow_of({}), FlowId{});
  EXPECT_TRUE(house.at_rest());
}

TEST(Layer, RequestOfAServerIsGoneAfterTheFinalResponse) {
  LayerHouse house;
  Request invite;
  const auto id = house.receives(invite.text()).transaction;
  house.responds(id, 183, invite.answer(183));
  EXPECT_EQ(house.stored_request(id), invite.text());
  house.responds(id, 200, invite.answer(200));
  EXPECT_EQ(house.stored_request(id), "");
}

}  // namespace
}  // namespace trunkgate::sip::test
