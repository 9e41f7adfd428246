// SPDX-License-Identifier: Apache-2.0
// Answers that the product cannot carry.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

TEST(Call, AnswerWithATagTooLongToBeSealed_502_AckAndBye) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  house.from_trunk(trunk_response(house.take_one(false), 200, std::string(160, 't'), sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
  house.media_agrees();
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line(), "SIP/2.0 502 Bad Gateway");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

/// A call of the PBX that the trunk was asked for.
struct Asked {
  House house;
  House::Sent invite;

  Asked() {
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
  }
  /// The 200 with these lines in place of the usual Record-Routes and Contact.
  [[nodiscard]] std::string answer(const std::string& lines) const {
    return "SIP/2.0 200 OK\r\nVia: " + invite.header("Via") + "\r\nFrom: " + invite.header("From") +
           "\r\nTo: " + invite.header("To") + ";tag=t\r\nCall-ID: " + invite.header("Call-ID") +
           "\r\nCSeq: " + invite.header("CSeq") + "\r\n" + lines + "Content-Length: 0\r\n\r\n";
  }
};

std::string many_routes(int count) {
  std::string lines;
  for (int i = 1; i <= count; ++i)
    lines += "Record-Route: <sip:54.172.60." + std::to_string(i % 4) + ";lr;n=" + std::to_string(i) + ">\r\n";
  return lines;
}

/// 502 for the caller, for the called side an ACK and a BYE; the same answer once more gets its ACK alone.
void expect_ended(const std::string& lines, const std::string& request_uri, const std::string& first_route) {
  Asked call;
  House& house = call.house;
  house.from_trunk(call.answer(lines));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 3u) << lines;
  EXPECT_EQ(sent[0].start_line(), "ACK " + request_uri + " SIP/2.0");
  EXPECT_EQ(sent[1].start_line(), "BYE " + request_uri + " SIP/2.0");
  EXPECT_EQ(sent[2].start_line(), "SIP/2.0 502 Bad Gateway");
  EXPECT_EQ(std::stoi(sent[0].header("CSeq")), std::stoi(call.invite.header("CSeq")));
  EXPECT_GT(std::stoi(sent[1].header("CSeq")), std::stoi(call.invite.header("CSeq")));
  for (const House::Sent* one : {&sent[0], &sent[1]}) {
    EXPECT_EQ(one->header("Route"), first_route);
    EXPECT_EQ(one->header("From"), call.invite.header("From"));
    EXPECT_EQ(one->header("To"), call.invite.header("To") + ";tag=t");
    EXPECT_EQ(one->header("Call-ID"), call.invite.header("Call-ID"));
  }
  const auto& events = house.log_events();
  EXPECT_EQ(std::count(events.begin(), events.end(), "call.answer_unusable"), 1);
  house.from_trunk(call.answer(lines));
  EXPECT_EQ(house.take_one(false).start_line(), sent[0].start_line());
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3261_13_2_2_4, AnswerThatNoDialogHolds_AckByeAnd502) {
  const std::string contact = "Contact: <sip:b@172.25.1.2>\r\n";
  expect_ended(many_routes(40) + contact, "sip:b@172.25.1.2", "<sip:54.172.60.0;lr;n=40>");
  const std::string long_route = "<sip:54.172.60.1;lr;x=" + std::string(900, 'y') + ">";
  expect_ended("Record-Route: " + long_route + "\r\nRecord-Route: " + long_route + "\r\n" + contact, "sip:b@172.25.1.2",
               long_route);
  const std::string long_contact = "sip:b@172.25.1.2;x=" + std::string(600, 'y');
  expect_ended(many_routes(1) + "Contact: <" + long_contact + ">\r\n", long_contact, "<sip:54.172.60.1;lr;n=1>");
}

TEST(Rfc3261_13_2_2_4, AnswerWithoutAnAddress_AckAndByeToTheRequestUri) {
  const std::string line = Asked().invite.start_line();
  const std::string request_uri = line.substr(7, line.size() - 7 - std::string(" SIP/2.0").size());
  expect_ended(many_routes(1) + "Contact: *\r\n", request_uri, "<sip:54.172.60.1;lr;n=1>");
  expect_ended(many_routes(1) + "Contact: <b>\r\n", request_uri, "<sip:54.172.60.1;lr;n=1>");
  expect_ended("Record-Route: nonsense\r\nContact: *\r\n", request_uri, "");
}

TEST(Rfc3261_12_1_2, AnswerWithoutContact_TheRequestUriIsTheTarget) {
  Asked call;
  const std::string line = call.invite.start_line();
  call.house.from_trunk(call.answer(many_routes(1)));
  EXPECT_EQ(call.house.take_sent().front().start_line(), "ACK " + line.substr(7));
}

TEST(Rfc3261_13_2_2_4, AnswerThatNoDialogHoldsAfterTheCancel_AckAndBye) {
  Asked call;
  House& house = call.house;
  house.from_pbx(
      "CANCEL sip:0912345678@10.0.0.2 SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKinside-inside-call-1@pbx.corp.internal\r\n"
      "From: \"Alice\" <sip:201@pbx.corp.internal>;tag=inside-tag\r\nTo: <sip:0912345678@10.0.0.2>\r\n"
      "Call-ID: inside-call-1@pbx.corp.internal\r\nCSeq: 102 CANCEL\r\nContent-Length: 0\r\n\r\n");
  house.take_sent();
  house.from_trunk(call.answer("Contact: *\r\n"));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line().substr(0, 4), "BYE ");
  EXPECT_TRUE(house.at_rest());
}

}  // namespace
}  // namespace trunkgate::test
