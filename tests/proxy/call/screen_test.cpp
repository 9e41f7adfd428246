// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/screen.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

const std::string sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\n";
const std::string contact = "Contact: <sip:201@10.0.0.5>\r\n";

std::string invite(const std::string& uri, const std::string& lines, const std::string& body = {}) {
  return "INVITE " + uri +
         " SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=f\r\nTo: <sip:b@h>\r\n"
         "Call-ID: c\r\nCSeq: 1 INVITE\r\n" +
         lines + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

SdpBody found_in(const std::string& content_type, const std::string& body) {
  static std::string text;
  static sip::Message message;
  text = invite("sip:1@h", content_type.empty() ? "" : "Content-Type: " + content_type + "\r\n", body);
  EXPECT_EQ(message.parse(text), sip::ParseError::none);
  return sdp_of(message);
}

TEST(Rfc3261_7_4_1, SdpBody_WhateverTheSpelling) {
  for (const std::string type : {"application/sdp", "Application/SDP", "application/sdp;charset=utf-8",
                                 "application/sdp ; x", "application/sdp\r\n ;x=y"}) {
    EXPECT_EQ(found_in(type, sdp).sdp, sdp) << type;
    EXPECT_FALSE(found_in(type, sdp).other) << type;
  }
  EXPECT_EQ(found_in("", "").sdp, "");
  EXPECT_FALSE(found_in("application/sdp", "").other) << "no body is no foreign body";
}

TEST(Rfc3261_7_4_1, ForeignBody_IsOther) {
  for (const std::string type : {"", "text/plain", "application/sdpx", "application/isup", "multipart/mixed",
                                 "multipart/", "multipart/mixed;boundary=", "multipart/mixed;boundary=other"}) {
    EXPECT_EQ(found_in(type, sdp).sdp, "") << type;
    EXPECT_TRUE(found_in(type, sdp).other) << type;
  }
}

std::string part(const std::string& boundary, const std::string& head, const std::string& content) {
  return "--" + boundary + "\r\n" + head + "\r\n" + content;
}

TEST(Rfc5621_3, Multipart_SdpPartFound) {
  const std::string body = "preamble\r\n" + part("b1", "Content-Type: application/isup\r\nX: y\r\n", "\x01\x02\r\n") +
                           part("b1", "Content-Disposition: session\r\ncontent-type :Application/SDP; x=y\r\n", sdp) +
                           "--b1--\r\n";
  for (const std::string type :
       {"multipart/mixed;boundary=b1", "Multipart/Mixed; Boundary=\"b1\"; x=y",
        "multipart/mixed;x-boundary=b2;boundary=b1", "multipart/mixed\r\n ;boundary=b1\r\n ;x=y"}) {
    EXPECT_EQ(found_in(type, body).sdp, sdp) << type;
    EXPECT_FALSE(found_in(type, body).other) << type;
  }
}

TEST(Rfc2046_5_1_1, Delimiter_OnlyAtTheBeginningOfALine) {
  const std::string content = sdp + "a=x:--b1 and --b1\r\n";
  EXPECT_EQ(
      found_in("multipart/mixed;boundary=b1", part("b1", "Content-Type: application/sdp\r\n", content) + "--b1--").sdp,
      content);
}

TEST(Rfc2046_5_1_1, PartWithoutItsEnd_IsNone) {
  for (const std::string& body :
       {part("b1", "Content-Type: application/sdp\r\n", sdp), std::string("--b1\r\n"), std::string("--b1"),
        part("b1", "Content-Type: application/sdp\r\n", "") + "--b1--",
        std::string("--b1\r\nContent-Type: application/sdp\r\n--b1--"), std::string("--b1--b1--b1--")})
    EXPECT_TRUE(found_in("multipart/mixed;boundary=b1", body).other) << body;
}

TEST(Rfc2046_5_1_1, Boundary_BoundHitExactlyAndByOne) {
  for (const std::size_t size : {70u, 71u}) {
    const std::string boundary(size, 'b');
    const std::string body = part(boundary, "Content-Type: application/sdp\r\n", sdp) + "--" + boundary + "--";
    EXPECT_EQ(found_in("multipart/mixed;boundary=" + boundary, body).other, size == 71) << size;
  }
}

class ScreenInvite : public testing::Test {
 protected:
  Screening screen(const std::string& text) {
    text_ = text;
    EXPECT_EQ(message_.parse(text_), sip::ParseError::none) << text;
    return screen_invite(message_, 0, routes_);
  }
  int refusal(const std::string& uri, const std::string& lines = contact, const std::string& body = {}) {
    const Screening result = screen(invite(uri, lines, body));
    EXPECT_EQ(result.reason.empty(), result.refusal == 0) << "each refusal has a word for the log";
    return result.refusal;
  }

 private:
  Config config_ = small_house();
  RouteTable routes_{config_};
  std::string text_;
  sip::Message message_;
};

TEST_F(ScreenInvite, GoodOne_RouteAndRewrittenNumber) {
  for (const std::string uri : {"sip:0912345678@10.0.0.2", "sips:0912345678@h", "tel:0912345678;phone-context=x",
                                "sip:0912345678;phone-context=x@h;user=phone"}) {
    const Screening result = screen(invite(uri, contact));
    EXPECT_EQ(result.refusal, 0) << uri;
    ASSERT_NE(result.route, nullptr) << uri;
    EXPECT_EQ(result.route->line, 31u);
    EXPECT_EQ(result.number.view(), "+886912345678") << uri;
  }
}

TEST_F(ScreenInvite, UriAndRoute_EachItsOwnRefusal) {
  EXPECT_EQ(refusal("urn:service:sos"), 416);
  EXPECT_EQ(refusal("sip:a@b@c"), 400);
  EXPECT_EQ(refusal("sip:10.0.0.2"), 484);
  EXPECT_EQ(refusal("sip:777@10.0.0.2"), 404);
  EXPECT_EQ(refusal("sip:99@10.0.0.2"), 484);  // strips all of it
}

TEST_F(ScreenInvite, Rfc5393_5_3_3_1_NoBreadthLeft_440) {
  for (const std::string none : {"0", "00", " 0 "})
    EXPECT_EQ(refusal("sip:0912345678@h", contact + "Max-Breadth: " + none + "\r\n"), 440) << none;
  for (const std::string wrong : {"-1", "x", "", "1 1", "0;q=1"})
    EXPECT_EQ(refusal("sip:0912345678@h", contact + "Max-Breadth: " + wrong + "\r\n"), 400) << wrong;
  for (const std::string some : {"1", "60", "99999999999999999999"})
    EXPECT_EQ(refusal("sip:0912345678@h", contact + "Max-Breadth: " + some + "\r\n"), 0) << some;
}

TEST_F(ScreenInvite, Rfc3261_16_3_MaxForwardsSpent_483) {
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Max-Forwards: 0\r\n"), 483);
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Max-Forwards: 1\r\n"), 0);
}

TEST_F(ScreenInvite, Rfc3261_8_2_2_3_RequiredExtension_420) {
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Require: 100rel\r\n"), 0);
  EXPECT_EQ(screen(invite("sip:0912345678@h", contact + "Require: timer\r\n")).refusal, 0);
  EXPECT_EQ(screen(invite("sip:0912345678@h", contact + "Require: timer, join\r\n")).refusal, 420);
  EXPECT_EQ(screen(invite("sip:0912345678@h", contact + "Proxy-Require: privacy\r\n")).refusal, 420);
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Supported: 100rel\r\n"), 0);
}

TEST_F(ScreenInvite, Rfc3261_8_1_1_8_NotOneContact_400) {
  EXPECT_EQ(refusal("sip:0912345678@h", ""), 400);
  EXPECT_EQ(refusal("sip:0912345678@h", contact + contact), 400);
}

TEST_F(ScreenInvite, Rfc3261_21_4_13_BodyThatHoldsNoSdp_415) {
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Content-Type: text/plain\r\n", "hello"), 415);
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Content-Type: application/sdp\r\n", sdp), 0);
}

TEST_F(ScreenInvite, Rfc3261_20_1_AnswerWouldNotBeTaken_406) {
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Accept: text/plain, application/isup\r\n"), 406);
  EXPECT_EQ(refusal("sip:0912345678@h", contact + "Accept:\r\n"), 406);
  for (const std::string range : {"application/sdp;level=1", "text/plain, Application/SDP", "application/*", "*/*"})
    EXPECT_EQ(refusal("sip:0912345678@h", contact + "Accept: " + range + "\r\n"), 0) << range;
}

}  // namespace
}  // namespace trunkgate::proxy
