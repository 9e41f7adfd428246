// SPDX-License-Identifier: Apache-2.0
// Input of the kinds that broke other products, written anew: what the core answers and what crosses. The number is
// that of the group; what the parser alone decides stands in tests/sip/bad_input_test.cpp, groups 17 and above in
// bad_input_sources_test.cpp.
#include <gtest/gtest.h>

#include "tests/support/probes.h"

namespace trunkgate::test {
namespace {

/// The INVITE of the PBX with another body and type.
std::string invite_with_body(const std::string& type, const std::string& body) {
  std::string text = pbx_invite();
  text.erase(text.find("Content-Type:"));
  return text + "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Kamailio d7a7f22b84, GHSA-hx7p, CVE-2026-110658, CVE-2022-21723: multipart bodies that end before they should.
TEST(BadInput07, BrokenMultipart_HoldsNoSdp_415) {
  const std::string part = "Content-Type: application/sdp\r\n\r\n" + sdp("10.0.0.5");
  for (const std::string& body :
       {std::string("x"), std::string("--b"), std::string("--b\r\n"), "--b\r\n" + part, "--b\r\n" + part + "\r\n--",
        std::string("--b\r\nContent-Type: application/sdp\r\n--b--\r\n"), std::string("--b\r\n\r\n--b--\r\n"),
        std::string("--b--\r\n"), std::string(4000, '-'), "--c\r\n" + part + "\r\n--c--\r\n"})
    EXPECT_EQ(answer_to(invite_with_body("multipart/mixed;boundary=b", body)), 415) << body;
  for (const std::string& type :
       {std::string("multipart/mixed"), std::string("multipart/mixed;boundary="), std::string("multipart/"),
        std::string("multipart/mixed;boundary=\"b"), "multipart/mixed;boundary=" + std::string(71, 'b'),
        "multipart/mixed;boundary=" + std::string(8000, 'b')})
    EXPECT_EQ(answer_to(invite_with_body(type, "--b\r\n" + part + "\r\n--b-\r\n")), 415) << type;
}

TEST(BadInput07, SoundMultipart_OnlyItsSdpCrosses) {
  House house;
  house.from_pbx(invite_with_body(
      "multipart/mixed;boundary=\"b\"",
      "--b\r\nContent-Type: text/plain\r\n\r\ninside secret\r\n--b\r\ncontent-type : application/sdp\r\n\r\n" +
          sdp("10.0.0.5") + "\r\n--b--\r\n"));
  house.take_sent();
  ASSERT_EQ(house.media_commands().size(), 1U);
  EXPECT_EQ(house.media_commands().front().sdp.view().substr(0, 5), "v=0\r\n");
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  EXPECT_EQ(invite.header("Content-Type"), "application/sdp");
  EXPECT_EQ(invite.text.find("secret"), std::string::npos);
}

// CVE-2021-41158: a peer that challenges gets the digest of another trunk's password.
TEST(BadInput09, ChallengeOfAnotherPeer_GetsNoCredentials) {
  House house;
  const proxy::Endpoint backup{*proxy::parse_ip("54.172.60.2"), 5061};
  house.core().on_peer_addresses(house.now(), House::second_trunk, {&backup, 1});
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent first = house.take_one(false);
  house.from_trunk(trunk_response(first, 503, "t"));
  auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2U);
  const House::Sent second = sent[1];
  EXPECT_NE(second.start_line().find("backup.example.net"), std::string::npos);
  house.from_trunk(trunk_response(second, 407, "t", {},
                                  "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",nonce=\"n\",qop=\"auth\"\r\n"));
  for (const House::Sent& one : house.take_sent()) {
    EXPECT_EQ(one.text.find("Authorization"), std::string::npos) << one.text;
    EXPECT_FALSE(one.start_line().starts_with("INVITE")) << one.text;
  }
  EXPECT_TRUE(house.at_rest());
}

TEST(BadInput09, ChallengeThatCannotBeRead_EndsTheCall) {
  for (const char* challenge :
       {"Digest", "Digest realm=\"", "Digest nonce=\"a\",nonce=\"b\"", "Digest realm=\"r\",nonce=\"n\",algorithm=X",
        "Basic realm=\"r\"", "Digest realm=\"r\\\",nonce=\"n\""}) {
    House house;
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    const House::Sent invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 407, "t", {}, std::string("Proxy-Authenticate: ") + challenge + "\r\n"));
    const auto sent = house.take_sent();
    ASSERT_EQ(sent.size(), 2U) << challenge;
    EXPECT_TRUE(sent[0].start_line().starts_with("ACK ")) << challenge;
    EXPECT_EQ(sent[1].start_line(), "SIP/2.0 403 Forbidden") << challenge;
    EXPECT_TRUE(house.at_rest());
  }
}

TEST(BadInput10, TagOfAnyLength_SetsUpACallOrIsRefused) {
  for (const std::size_t size : {1U, 191U, 192U, 193U, 255U, 256U, 257U, 5000U}) {
    House house;
    house.from_pbx(with(pbx_invite(), ";tag=inside-tag", ";tag=" + std::string(size, 't')));
    const int given = status(house.take_one(true));
    EXPECT_EQ(given, size <= 192 ? 100 : 400) << size;
    EXPECT_TRUE(house.at_rest());
  }
  EXPECT_EQ(
      answer_to(with(request("BYE"), "To: <sip:100@10.0.0.2>", "To: <sip:100@10.0.0.2>;tag=" + std::string(256, 't'))),
      481);
}

TEST(BadInput10, FromOrToThatNoDialogHolds_400) {
  const std::string wide = "<sip:" + std::string(300, 'u') + "@pbx.corp.internal>";
  EXPECT_EQ(answer_to(with(pbx_invite(), "<sip:201@pbx.corp.internal>", wide)), 400);
  EXPECT_EQ(answer_to(with(pbx_invite(), "To: <sip:0912345678@10.0.0.2>", "To: " + wide)), 400);
}

TEST(BadInput11, StarOrManyContacts_InAnInvite_400) {
  for (const char* contact : {"*", "None", "", "<>", "<sip:a@10.0.0.5>, <sip:b@10.0.0.5>",
                              "<sip:a@10.0.0.5>\r\nContact: <sip:b@10.0.0.5>", "\"", "<sip:a@10.0.0.5"})
    EXPECT_EQ(answer_to(with(pbx_invite(), "<sip:201@10.0.0.5:5060>", contact)), 400) << contact;
}

TEST(BadInput11, StarContactInAnAnswer_CallEndsOnBothSides) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  house.from_trunk(with(trunk_response(invite, 200, "t", sdp("168.86.128.9")),
                        "<sip:+886912345678@172.25.1.2:5060;transport=udp>", "*"));
  bool told = false;
  std::string to_trunk;
  for (const House::Sent& one : house.take_sent()) {
    told = told || (one.to_pbx() && status(one) >= 500);
    if (!one.to_pbx()) to_trunk += one.text.substr(0, one.text.find(' ')) + " ";
  }
  EXPECT_TRUE(told);
  EXPECT_EQ(to_trunk, "ACK BYE ") << "RFC 3261 §13.2.2.4: every 2xx gets its ACK";
  EXPECT_TRUE(house.at_rest());
}

TEST(BadInput11, StarContactInAReinvite_TargetStays) {
  Answered call;
  call.house.from_trunk(with(trunk_in_dialog("INVITE", call.invite, "trunktag", 500, sdp("168.86.128.9")),
                             "<sip:+886912345678@172.25.1.2:5060;transport=udp>", "*"));
  call.house.take_sent();
  call.house.from_pbx(pbx_in_dialog("BYE", call.answer, 103));
  bool found = false;
  for (const House::Sent& one : call.house.take_sent())
    found = found || one.start_line() == "BYE sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0";
  EXPECT_TRUE(found);
}

// GHSA-358f: a tel URI gets a host and port written into a place that it has not.
TEST(BadInput12, TelAndUrnRequestUris) {
  House house;
  house.from_pbx(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE tel:0912-345-678;phone-context=+886"));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(false).start_line(),
            "INVITE sip:+886912345678@mytrunk.pstn.twilio.com;transport=tls SIP/2.0");
  EXPECT_EQ(answer_to(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE urn:service:sos")), 416);
  EXPECT_EQ(answer_to(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE tel:alice")), 400);
  EXPECT_EQ(answer_to(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE sip:10.0.0.2")), 484);
  EXPECT_EQ(answer_to(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE sip:0912%zz@10.0.0.2")), 484);
  EXPECT_EQ(answer_to(with(pbx_invite(), "INVITE sip:0912345678@10.0.0.2", "INVITE sip:0912\xff@10.0.0.2")), 400);
}

TEST(BadInput12, TelInFrom_NumberCrossesAlone) {
  House house;
  house.from_pbx(with(pbx_invite(), "<sip:201@pbx.corp.internal>", "<tel:201;phone-context=pbx.corp.internal>"));
  house.take_sent();
  house.media_agrees();
  EXPECT_TRUE(house.take_one(false).header("From").starts_with("\"Alice\" <sip:201@sbc.example.com>;tag="));
}

TEST(BadInput12, NumberWithACommaOrEscapes_IsWrittenAsAUserPart) {
  House house;
  house.from_pbx(with(pbx_invite(), "INVITE sip:0912345678@", "INVITE sip:09,%3B%40%3E%0912@"));
  const int given = status(house.take_one(true));
  EXPECT_EQ(given, 484) << "an escaped control character is no number";
  House other;
  other.from_pbx(with(pbx_invite(), "INVITE sip:0912345678@", "INVITE sip:09,%3B%40%3E@"));
  other.take_sent();
  other.media_agrees();
  EXPECT_EQ(other.take_one(false).start_line(),
            "INVITE sip:+8869,%3B%40%3E@mytrunk.pstn.twilio.com;transport=tls SIP/2.0");
}

TEST(BadInput13, LongPassedHeader_CrossesWhole_LongNameIsRefused) {
  const std::string value(8192, 'v');
  House house;
  house.from_pbx(pbx_invite("call@pbx", "0912345678", "X-Passed: " + value + "\r\n"));
  house.take_sent();
  house.media_agrees();
  EXPECT_EQ(house.take_one(false).header("X-Passed"), value);
  EXPECT_EQ(answer_to(pbx_invite("call@pbx", "0912345678", std::string(200, 'n') + ": x\r\n")), 400);
}

TEST(BadInput13, ChildOfAFullMessage_EndsTheCallAndIsNotSentInPart) {
  House house;
  house.from_pbx(pbx_invite("call@pbx", "0912345678", "X-Passed: " + std::string(64'500, 'v') + "\r\n"));
  house.take_sent();
  if (!house.media_commands().empty()) house.media_agrees();
  for (const House::Sent& one : house.take_sent()) {
    sip::Message parsed;
    EXPECT_EQ(parsed.parse(one.text), sip::ParseError::none) << one.start_line();
  }
  EXPECT_TRUE(house.at_rest());
}

// CVE-2026-45100, OpenSIPS 3e0c699cad and 2c633f1f1b: tokens of the topology module that are cut, foreign or too long.
TEST(BadInput14, TokensCutForeignOrTooLong_AreRefusedAndTheCallStands) {
  Answered call;
  const std::string call_id = call.invite.header("Call-ID");
  int cseq = 600;
  const auto bye_with = [&](const std::string& token) {
    call.house.from_trunk(with(trunk_in_dialog("BYE", call.invite, "trunktag", ++cseq), call_id, token));
    const auto sent = call.house.take_sent();
    ASSERT_EQ(sent.size(), 1U) << token;
    EXPECT_TRUE(status(sent[0]) == 481 || status(sent[0]) == 400) << token << ": " << sent[0].start_line();
  };
  for (std::size_t size = 1; size < call_id.size(); size += 7) bye_with(call_id.substr(0, size));
  for (const char* tail : {"A", "==", "%00", ".", "~", "-_-_-_-_"}) bye_with(call_id + tail);
  for (const char foreign : {'+', '.', '=', '~', '!'}) bye_with(call_id.substr(0, 20) + foreign + call_id.substr(21));
  bye_with(call_id + std::string(100, 'A'));
  bye_with(call_id + std::string(3000, 'A'));
  EXPECT_EQ(call.house.core().gauges().calls, 1U);
  call.house.from_trunk(trunk_in_dialog("BYE", call.invite, "trunktag", 900));
  EXPECT_EQ(call.house.take_sent().front().start_line(), "SIP/2.0 200 OK");
  EXPECT_TRUE(call.house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
