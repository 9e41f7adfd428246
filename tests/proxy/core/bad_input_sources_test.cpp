// SPDX-License-Identifier: Apache-2.0
// The later groups of bad_input_test.cpp: numbers, lost connections, floods, and who may say what.
#include <gtest/gtest.h>

#include "proxy/admission/admit.h"
#include "tests/support/probes.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;

TEST(BadInput17, NumbersThatMeanNothingToUs_NeitherHarmNorCross) {
  House house;
  std::string accepts;
  for (int i = 0; i < 50; ++i) accepts += "Accept: application/" + std::string(500, 'a') + "\r\n";
  house.from_pbx(pbx_invite(
      "call@pbx", "0912345678",
      accepts + "Accept: application/sdp\r\nExpires: 4294967297\r\nMin-SE: -1\r\nSession-Expires: 99999999999\r\n"
                "RSeq: 4294967296\r\nTimestamp: -1e99\r\nRetry-After: -5\r\n"));
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  for (const char* name : {"Expires", "Min-SE", "Session-Expires", "RSeq", "Timestamp", "Retry-After"})
    EXPECT_EQ(invite.header(name), "") << name;
  EXPECT_EQ(invite.header("Accept"), "application/sdp");
}

TEST(BadInput17, MaxForwardsOutOfRange_400) {
  for (const char* hops : {"-1", "256", "4294967366"})
    EXPECT_EQ(answer_to(with(pbx_invite(), "Max-Forwards: 70", std::string("Max-Forwards: ") + hops)), 400) << hops;
}

// CVE-2018-7286: the connection is gone right after the INVITE.
TEST(BadInput18, ConnectionLostAfterTheInvite_NothingIsLeft) {
  for (const bool media_was_ready : {false, true}) {
    House house;
    std::string invite =
        with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE sip:+886212345678@sbc.example.com");
    invite = with(invite, "SIP/2.0/UDP 10.0.0.5:5060;rport", "SIP/2.0/TLS 54.172.60.1:5061");
    house.from_trunk(invite);
    const House::Sent trying = house.take_one(false);
    EXPECT_EQ(status(trying), 100);
    if (media_was_ready) house.media_agrees();
    house.core().on_flow_failed(house.now(), trying.flow);
    house.core().on_flow_failed(house.now(), trying.flow);
    EXPECT_TRUE(house.at_rest()) << media_was_ready;
  }
}

// CVE-2021-41145: a flood until memory is gone. Here until the tables are full; then 503, and afterwards all is well.
TEST(BadInput19, FloodOfRegister_BoundedAnd503_ThenServedAgain) {
  House house;
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    house.from_pbx(request("REGISTER", std::to_string(i)));
    const int given = status(house.take_one(true));
    EXPECT_TRUE(given == 405 || given == 503);
    refused += given == 503 ? 1 : 0;
  }
  const auto gauges = house.core().gauges();
  EXPECT_LE(gauges.server_transactions, 64U * 4);
  EXPECT_GE(refused, 4000);
  house.advance(40s);
  house.from_pbx(request("REGISTER", "last"));
  EXPECT_EQ(status(house.take_one(true)), 405);
  EXPECT_TRUE(house.at_rest());
}

TEST(BadInput19, FloodOfInvite_BoundedAnd503_ThenServedAgain) {
  House house;
  for (int i = 0; i < 2000; ++i) house.from_pbx(pbx_invite("flood" + std::to_string(i)));
  EXPECT_LE(house.core().gauges().calls, 64U);
  int trying = 0;
  for (const House::Sent& one : house.take_sent()) trying += status(one) == 100 ? 1 : 0;
  EXPECT_EQ(trying, 64);
  EXPECT_TRUE(house.at_rest());
  house.take_sent();
  house.from_pbx(pbx_invite("afterwards"));
  EXPECT_EQ(status(house.take_one(true)), 100);
}

// GHSA-589g, GHSA-8jw3: a message summary; GHSA-mrq5, GHSA-f7wm: an Identity that its reader runs past.
TEST(BadInput22, Notify_405_WithinACallOneThatNobodyAskedForIsRefusedToo) {
  const std::string summary =
      "Messages-Waiting: yes\r\nMessage-Account: sip:" + std::string(600, 'a') + "@10.0.0.5\r\n";
  EXPECT_EQ(
      answer_to(with(with(request("NOTIFY"), "Content-Length: 0\r\n\r\n",
                          "Event: message-summary\r\nContent-Length: " + std::to_string(summary.size()) + "\r\n\r\n"),
                     "\r\n\r\n", "\r\n\r\n" + summary)),
      405);
  Answered call;
  call.house.from_pbx(pbx_in_dialog("NOTIFY", call.answer, 103));
  EXPECT_EQ(status(call.house.take_one(true)), 400);  // without Event
  call.house.from_pbx(
      pbx_in_dialog("NOTIFY", call.answer, 104, summary, "Event: message-summary\r\nSubscription-State: active\r\n"));
  EXPECT_EQ(status(call.house.take_one(true)), 489);
}

TEST(BadInput22, IdentityOfAnyShape_StaysBehind) {
  for (const std::string& identity :
       {std::string("abc"), std::string(";"), std::string(20'000, 'e'), std::string("a;info=<")}) {
    House house;
    house.from_pbx(pbx_invite("call@pbx", "0912345678", "Identity: " + identity + "\r\ny: " + identity + "\r\n"));
    EXPECT_EQ(status(house.take_one(true)), 100);
    house.media_agrees();
    EXPECT_EQ(house.take_one(false).header("Identity"), "");
  }
}

// ES2021-07, ES2021-08, GHSA-qqxj: methods and messages that the list of allowed sources was not asked about.
TEST(BadInput24, EveryOtherMethod_Refused_NothingCrosses) {
  for (const char* method :
       {"MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "INFO", "UPDATE", "PRACK", "REGISTER"}) {
    EXPECT_EQ(answer_to(request(method)), 405) << method;
    House house;
    house.from_trunk(request(method));
    EXPECT_EQ(status(house.take_one(false)), 405) << method;
  }
  EXPECT_EQ(answer_to(request("FOO")), 501);
  EXPECT_EQ(answer_to(request("BYE")), 481);
  EXPECT_EQ(answer_to(request("CANCEL")), 481);
}

TEST(BadInput24, AllowList_KnowsNoMethod_MappedAddressesAreTheSame) {
  proxy::Config config;
  proxy::Zone zone;
  zone.allow = {{*proxy::parse_ip("10.0.0.0"), 104}};
  config.zones = {zone};
  config.listeners = {{0, proxy::Transport::udp, {*proxy::parse_ip("10.0.0.2"), 5060}},
                      {0, proxy::Transport::tls, {*proxy::parse_ip("10.0.0.2"), 5061}}};
  proxy::Gate gate(config, 1);
  const sip::Instant now{1h};
  for (const std::uint8_t listener : {std::uint8_t{0}, std::uint8_t{1}}) {
    for (const char* listed : {"10.0.0.5", "::ffff:10.0.0.5", "::ffff:a00:5"}) {
      EXPECT_EQ(gate.admit(now, listener, *proxy::parse_ip(listed)), proxy::Verdict::accept) << listed;
      EXPECT_TRUE(gate.listed(listener, *proxy::parse_ip(listed))) << listed;
    }
    for (const char* stranger :
         {"11.0.0.5", "::ffff:11.0.0.5", "::10.0.0.5", "64:ff9b::a00:5", "2002:a00:5::", "::1"}) {
      EXPECT_EQ(gate.admit(now, listener, *proxy::parse_ip(stranger)), proxy::Verdict::not_listed) << stranger;
      EXPECT_FALSE(gate.listed(listener, *proxy::parse_ip(stranger))) << stranger;
    }
  }
}

TEST(BadInput24, WithinACall_TheOtherZoneIsAStranger) {
  Answered call;
  call.house.from_pbx(trunk_in_dialog("BYE", call.invite, "trunktag", 500));
  EXPECT_EQ(status(call.house.take_one(true)), 481);
  call.house.from_trunk(pbx_in_dialog("BYE", call.answer, 500));
  EXPECT_EQ(status(call.house.take_one(false)), 481);
  EXPECT_EQ(call.house.core().gauges().calls, 1U);
}

TEST(BadInput24, PeerIsKnownByItsAddress_WhateverFromSays) {
  House house;
  house.from_trunk(
      with(pbx_invite(), "From: \"Alice\"", "P-Asserted-Identity: <sip:201@pbx.corp.internal>\r\nFrom: \"Alice\""));
  EXPECT_EQ(status(house.take_one(false)), 100);
  house.media_agrees();
  // As from the trunk: to the PBX with the number as it came, not out again by the routes of the PBX.
  EXPECT_EQ(house.take_one(true).start_line(), "INVITE sip:0912345678@10.0.0.5:5060 SIP/2.0");
}

}  // namespace
}  // namespace trunkgate::test
