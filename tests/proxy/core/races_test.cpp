// SPDX-License-Identifier: Apache-2.0
// What crosses, repeats, strays or comes twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

std::string cancel_of(const std::string& invite, const std::string& extra = {}) {
  std::string cancel = invite.substr(0, invite.find("Content-Type"));
  cancel.replace(0, 6, "CANCEL");
  cancel.replace(cancel.find("102 INVITE"), 10, "102 CANCEL");
  return cancel + extra + "Content-Length: 0\r\n\r\n";
}

/// A call of the PBX that has reached the trunk.
struct Waiting {
  House house;
  std::string from_pbx;
  House::Sent invite;

  explicit Waiting(const std::string& extra = {}) : from_pbx(pbx_invite("waiting@pbx", "0912345678", extra)) {
    house.from_pbx(from_pbx);
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
  }
};

TEST(Rfc3261_14_1, FarSideSays491_TheNearSideHearsIt_AndTheOtherReinviteGetsThrough) {
  StandingCall call;
  House& house = call.house;
  house.from_pbx(call.from_pbx("INVITE", 103, sdp("10.0.0.9")));
  house.take_sent();
  house.media_agrees();
  const auto reinvite = house.take_one(false);
  house.from_trunk(call.from_trunk("INVITE", 500, sdp("168.86.128.10")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 491 Request Pending");
  house.from_trunk(trunk_response(reinvite, 491, "trunktag"));
  EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 491 Request Pending");
  // The trunk does not own the Call-ID of its leg and tries again first; the PBX, who owns its own, waits longer.
  house.from_trunk(call.from_trunk("INVITE", 501, sdp("168.86.128.10")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).start_line(), "INVITE sip:201@10.0.0.5:5060 SIP/2.0");
}

TEST(Rfc3261_14_1, RefusedReinvite_LeavesTheCallFreeForTheNext) {
  StandingCall call;
  House& house = call.house;
  for (int cseq = 103; cseq < 106; ++cseq) {
    house.from_pbx(call.from_pbx("INVITE", cseq, sdp("10.0.0.9")));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
    if (cseq == 103) {
      house.media_refuses(media::Refusal::no_audio);
    } else {
      house.media_agrees();
      house.from_trunk(trunk_response(house.take_one(false), 488, "trunktag"));
    }
    EXPECT_EQ(house.take_sent().back().start_line(), "SIP/2.0 488 Not Acceptable Here");
  }
}

TEST(Rfc3261_14_2, SecondInviteBeforeTheFirstIsDone_500WithRetryAfter) {
  StandingCall call;
  House& house = call.house;
  house.from_pbx(call.from_pbx("INVITE", 103, sdp("10.0.0.9")));
  house.take_sent();
  house.from_pbx(call.from_pbx("INVITE", 104, sdp("10.0.0.9")));
  const auto overlap = house.take_one(true);
  EXPECT_EQ(overlap.start_line(), "SIP/2.0 500 Server Internal Error");
  ASSERT_NE(overlap.header("Retry-After"), "");
  EXPECT_LE(std::stoi(overlap.header("Retry-After")), 10);
}

TEST(Rfc3261_12_2_2, LowerCSeq_500) {
  StandingCall call;
  call.house.from_pbx(call.from_pbx("INVITE", 101, sdp("10.0.0.9")));
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 500 Server Internal Error");
}

TEST(Rfc3261_13_3_1_4, AnswerIsRepeatedUntilTheAck) {
  Waiting call;
  House& house = call.house;
  house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  const auto answer = house.take_one(true);
  for (const auto wait : {500ms, 1000ms, 2000ms}) {
    house.advance(wait);
    EXPECT_EQ(house.take_one(true).text, answer.text);
  }
  house.from_pbx(pbx_in_dialog("ACK", answer, 102));
  house.advance(60s);
  EXPECT_TRUE(house.take_sent().empty());
}

TEST(Rfc3261_13_2_2_4, RepeatedAnswerOfTheTrunk_GetsItsAckAgain) {
  Waiting call;
  House& house = call.house;
  const auto answer = trunk_response(call.invite, 200, "t", sdp("168.86.128.9"));
  house.from_trunk(answer);
  const auto ack = house.take_one(false);
  house.from_trunk(answer);
  const auto again = house.take_one(false);
  EXPECT_EQ(again.start_line(), ack.start_line());
  EXPECT_EQ(again.header("CSeq"), ack.header("CSeq"));
}

TEST(Rfc3261_13_2_2_4, SecondForkAnswersToo_AckAndByeInItsOwnDialog) {
  Waiting call;
  House& house = call.house;
  house.from_trunk(trunk_response(call.invite, 200, "fork1", sdp("168.86.128.9")));
  house.take_sent();
  house.media_agrees();
  house.take_sent();
  house.from_trunk(trunk_response(call.invite, 200, "fork2", sdp("168.86.128.10")));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[0].tag("To"), "fork2");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_EQ(sent[1].tag("To"), "fork2");
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

TEST(Rfc6026_7_2, StrayResponseAndStrayAck_AreDropped) {
  StandingCall call;
  House& house = call.house;
  std::string stray = trunk_response(call.invite, 200, "trunktag", sdp("168.86.128.9"));
  stray.replace(stray.find("branch=z9hG4bK") + 14, 4, "xxxx");
  const auto counted = [&] { return house.counters().value(metrics::Counter::sip_stray_responses, {House::twilio}); };
  house.from_trunk(stray);
  EXPECT_EQ(counted(), 1u);
  house.from_trunk(trunk_response(call.invite, 200, "trunktag", sdp("168.86.128.9"), "Via: SIP/2.0/UDP 10.9.9.9\r\n"));
  EXPECT_EQ(counted(), 2u);
  std::string ack = call.from_pbx("ACK", 102);
  ack.replace(ack.find("inside-call-1@"), 14, "unknown-call-@");
  house.from_pbx(ack);
  EXPECT_TRUE(house.take_sent().empty());
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

TEST(Rfc3261_18_1_2, RingingCallNamedByAnotherBranch_DroppedAndCounted) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  const std::string branch = invite.header("Via").substr(invite.header("Via").find("branch="));
  const std::string answer = trunk_response(invite, 200, "t", sdp("168.86.128.9"));
  std::uint64_t strays = 0;
  for (std::size_t at = std::string("branch=z9hG4bK").size(); at < branch.size(); ++at) {
    std::string other = branch;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    std::string forged = answer;
    house.from_trunk(forged.replace(forged.find(branch), branch.size(), other));
    ASSERT_TRUE(house.take_sent().empty()) << other;
    EXPECT_EQ(house.counters().value(metrics::Counter::sip_stray_responses, {House::twilio}), ++strays);
  }
  EXPECT_GT(strays, 30u);
  house.from_trunk(answer);
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
}

TEST(Rfc3261_8_1_1_7, CallersWithoutABranch_EachInviteLeavesWithItsOwn) {
  House house;
  std::vector<std::string> branches;
  for (const std::string call_id : {"one", "two", "three"}) {
    std::string invite = pbx_invite(call_id);
    const std::string branch = ";branch=z9hG4bKinside-" + call_id;
    house.from_pbx(invite.erase(invite.find(branch), branch.size()));
    house.take_sent();
    house.media_agrees();
    branches.push_back(house.take_one(false).header("Via"));
  }
  std::sort(branches.begin(), branches.end());
  EXPECT_EQ(std::unique(branches.begin(), branches.end()), branches.end());
}

TEST(Rfc5393_5_3_3_1, MaxBreadth_GoesOnAsItCameAtMost60) {
  const auto passed_on = [](const std::string& line) {
    House house;
    house.from_pbx(pbx_invite("one", "0912345678", line));
    house.take_sent();
    house.media_agrees();
    return house.take_one(false).header("Max-Breadth");
  };
  EXPECT_EQ(passed_on(""), "");
  EXPECT_EQ(passed_on("Max-Breadth: 1\r\n"), "1");
  EXPECT_EQ(passed_on("max-breadth : 060\r\n"), "60");
  EXPECT_EQ(passed_on("Max-Breadth: 61\r\n"), "60");
  House house;
  house.from_pbx(pbx_invite("one", "0912345678", "Max-Breadth: 0\r\n"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 440 Max-Breadth Exceeded");
}

TEST(Rfc3261_8_2_2_2, SameInviteOverAnotherPath_482) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  std::string other_path = pbx_invite();
  other_path.replace(other_path.find("z9hG4bKinside-"), 14, "z9hG4bKdetour-");
  house.from_pbx(other_path);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 482 Loop Detected");
}

TEST(Rfc3261_16_3, MaxForwards_DecrementedAnd483AtZero_OptionsAnsweredStill) {
  House house;
  const auto with_hops = [](const std::string& hops, const std::string& call_id) {
    std::string invite = pbx_invite(call_id);
    return invite.replace(invite.find("Max-Forwards: 70"), 16, "Max-Forwards: " + hops);
  };
  const auto forwarded = [&](const std::string& hops) {
    house.from_pbx(with_hops(hops, "hops-" + hops));
    house.take_sent();
    house.media_agrees();
    return house.take_one(false).header("Max-Forwards");
  };
  EXPECT_EQ(forwarded("70"), "69");
  EXPECT_EQ(forwarded("1"), "0");
  EXPECT_EQ(forwarded("255"), "69");
  house.from_pbx(with_hops("0", "none"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 483 Too Many Hops");
  std::string options = with_hops("0", "ping");
  options = "OPTIONS" + options.substr(6, options.find("Content-Type") - 6) + "Content-Length: 0\r\n\r\n";
  options.replace(options.find("102 INVITE"), 10, "102 OPTIONS");
  house.from_pbx(options);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
}

TEST(Rfc3326_2, ReasonOfTheCancel_ReachesTheFarSideWithoutItsText) {
  Waiting call;
  House& house = call.house;
  house.from_pbx(
      cancel_of(call.from_pbx, "Reason: SIP;cause=200;text=\"answered at desk inside\"\r\nReason: Q.850;cause=26\r\n"));
  house.take_sent();
  house.from_trunk(trunk_response(call.invite, 180, "t"));
  const auto cancel = house.take_one(false);
  EXPECT_EQ(cancel.start_line().substr(0, 7), "CANCEL ");
  EXPECT_EQ(cancel.header("Reason"), "SIP;cause=200, Q.850;cause=26");
}

TEST(Rfc3326_2, ReasonOfTheBye_ReachesTheFarSideWithoutItsText) {
  StandingCall call;
  call.house.from_pbx(call.from_pbx("BYE", 103, {}, "Reason: Q.850;cause=16;text=\"inside\"\r\n"));
  EXPECT_EQ(call.house.take_sent().back().header("Reason"), "Q.850;cause=16");
}

TEST(Rfc8760_2_4, OfSeveralChallenges_TheStrongestIsAnswered) {
  Waiting call;
  const std::string rest = ",qop=\"auth\",nonce=\"abc\"";
  call.house.from_trunk(trunk_response(call.invite, 407, "t", {},
                                       "Proxy-Authenticate: Digest realm=\"r\",algorithm=MD5" + rest +
                                           "\r\nProxy-Authenticate: Digest realm=\"r\",algorithm=SHA-256" + rest +
                                           "\r\n"));
  const std::string credentials = call.house.take_sent().back().header("Proxy-Authorization");
  EXPECT_NE(credentials.find("algorithm=SHA-256"), std::string::npos) << credentials;
  const std::size_t response = credentials.find("response=\"") + 10;
  EXPECT_EQ(credentials.find('"', response) - response, 64u);
}

}  // namespace
}  // namespace trunkgate::test
