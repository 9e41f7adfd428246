// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "media/sdp/negotiate.h"
#include "tests/media/sdp/counting_keys.h"

namespace trunkgate::media {
namespace {

/// Every string of the inside, each recognisable wherever it turns up.
constexpr std::string_view secrets[] = {
    "10.77.0.5",      "10.77.0.6",   "10.77.0.7",   "fd00:77::5",       "insideuser", "1700077001", "1700077002",
    "Inside Session", "inside-info", "inside-mail", "pbx.corp.example", "+886277000", "X-Inside",   "x-inside",
    "insidelabel",    "insidemsid",  "insideufrag", "insidepwd",        "4077",       "4078",       "4079",
    "7707",           "insidetool",  "insidegroup", "insidecname",      "QUJDREVG",   "rtcp-mux",   "candidate",
    "fingerprint",    "insidekey",   "insidefloor"};

/// All that a PBX may write, and more.
const std::string inside_body =
    "v=0\r\n"
    "o=insideuser 1700077001 1700077002 IN IP4 10.77.0.5\r\n"
    "s=Inside Session on pbx.corp.example\r\n"
    "i=inside-info\r\n"
    "u=http://pbx.corp.example/\r\n"
    "e=inside-mail@corp.example\r\n"
    "p=+886277000\r\n"
    "c=IN IP4 10.77.0.6\r\n"
    "b=X-Inside:7707\r\n"
    "b=AS:64\r\n"
    "t=1700077001 1700077002\r\n"
    "r=7707 1 0\r\n"
    "z=7707 -1h\r\n"
    "k=clear:insidekey\r\n"
    "a=tool:insidetool\r\n"
    "a=group:BUNDLE insidegroup\r\n"
    "a=X-Inside-Session:10.77.0.5\r\n"
    "m=audio 4077 RTP/SAVP 0 96 97 101\r\n"
    "i=inside-info\r\n"
    "c=IN IP4 10.77.0.7\r\n"
    "k=prompt\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk|2^31|1:4\r\n"
    "a=rtcp:4078 IN IP4 10.77.0.6\r\n"
    "a=rtcp-mux\r\n"
    "a=rtcp-fb:* nack\r\n"
    "a=candidate:1 1 UDP 2130706431 10.77.0.6 4079 typ host\r\n"
    "a=ice-ufrag:insideufrag\r\n"
    "a=ice-pwd:insidepwd\r\n"
    "a=fingerprint:sha-256 77:77\r\n"
    "a=setup:actpass\r\n"
    "a=ssrc:7707 cname:insidecname@pbx.corp.example\r\n"
    "a=msid:insidemsid\r\n"
    "a=label:insidelabel\r\n"
    "a=mid:insidelabel\r\n"
    "a=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:96 pbx.corp.example/8000\r\n"
    "a=rtpmap:97 iLBC/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-15\r\n"
    "a=fmtp:97 server=pbx.corp.example\r\n"
    "a=fmtp:97 relay=10.77.0.6\r\n"
    "a=fmtp:0 [fd00:77::5]\r\n"
    "a=ptime:7707\r\n"
    "a=maxptime:10.77.0.5\r\n"
    "a=x-inside\r\n"
    "a=sendrecv:x-inside\r\n"
    "m=video 4079 RTP/AVP 7707\r\n"
    "c=IN IP6 fd00:77::5\r\n"
    "a=X-Inside-Video:1\r\n"
    "m=application 4079 UDP/BFCP 10.77.0.7\r\n"
    "a=floorid:1 mstrm:insidefloor\r\n";

void expect_no_secret(std::string_view body) {
  for (const std::string_view secret : secrets) {
    EXPECT_EQ(body.find(secret), std::string_view::npos) << secret << " in\n" << body;
  }
}

/// A fax line with the same about it.
std::string inside_fax() {
  std::string body = inside_body;
  body.replace(body.find("m=audio 4077"), 12, "m=audio 0");
  return body +
         "m=image 4077 udptl t38 10.77.0.7\r\nc=IN IP4 10.77.0.7\r\nb=X-Inside:7707\r\na=T38FaxVersion:0\r\n"
         "a=T38VendorInfo:77 07 7707\r\na=T38FaxUdpEC:pbx.corp.example\r\na=T38FaxRateManagement:insidetool\r\n"
         "a=T38FaxMaxBuffer:10.77.0.5\r\na=T38FaxTranscodingMMR:insidekey\r\na=X-Inside-Fax:insidelabel\r\n"
         "a=rtcp:4078 IN IP4 10.77.0.6\r\na=candidate:1 1 UDP 2130706431 10.77.0.6 4079 typ host\r\n";
}

class TopologyTest : public testing::Test {
 protected:
  TopologyTest()
      : negotiation_(side(Address::v4(192, 0, 2, 10), 20000), side(Address::v4(203, 0, 113, 5), 30000), keys_) {}

  static SdpSide side(const Address& address, std::uint16_t port) {
    SdpSide side;
    side.srtp = SrtpPolicy::optional;
    side.local = {address, port};
    side.t38 = T38Policy::pass;
    return side;
  }

  CountingKeys keys_;
  Negotiation negotiation_;
  SdpText out_;
};

TEST_F(TopologyTest, Offer_NothingOfTheInsidePasses_AndTheCodecsDo) {
  for (const std::string_view secret : secrets) ASSERT_NE(inside_body.find(secret), std::string::npos) << secret;
  ASSERT_EQ(negotiation_.offer(Side::a, inside_body, keys_, out_), Refusal::none);
  expect_no_secret(out_.view());
  for (const std::string_view kept :
       {"RTP/AVP 0 97 101\r\n", "a=rtpmap:97 iLBC/8000\r\n", "a=fmtp:101 0-15\r\n", "b=AS:64\r\n",
        "m=video 0 RTP/AVP 0\r\n", "m=application 0 UDP/BFCP *\r\n", "a=sendrecv\r\n"}) {
    EXPECT_NE(out_.view().find(kept), std::string_view::npos) << kept;
  }
}

TEST_F(TopologyTest, Answer_NothingOfTheInsidePasses) {
  const std::string outside =
      "v=0\r\no=- 1 1 IN IP4 198.51.100.9\r\ns=-\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0 97 101\r\n"
      "a=rtpmap:97 iLBC/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
  ASSERT_EQ(negotiation_.offer(Side::b, outside, keys_, out_), Refusal::none);
  ASSERT_EQ(negotiation_.answer(Side::a, inside_body, keys_, out_), Refusal::none);
  expect_no_secret(out_.view());
  EXPECT_NE(out_.view().find("m=audio 30000 RTP/AVP 0 97 101\r\n"), std::string_view::npos) << out_.view();
}

TEST_F(TopologyTest, Fax_NothingOfTheInsidePasses) {
  ASSERT_EQ(negotiation_.offer(Side::a, inside_fax(), keys_, out_), Refusal::none);
  expect_no_secret(out_.view());
  EXPECT_NE(out_.view().find("m=image 30000 udptl t38\r\na=T38FaxVersion:0\r\n"), std::string_view::npos)
      << out_.view();
}

}  // namespace
}  // namespace trunkgate::media
