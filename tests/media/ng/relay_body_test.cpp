// SPDX-License-Identifier: Apache-2.0
#include "media/ng/relay_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/sdp/t38_line.h"
#include "tests/media/support/parties.h"
#include "tests/media/support/sdp_text.h"

namespace trunkgate::media::ng {
namespace {

using testing::HasSubstr;
using testing::Not;

RelayBody body_of(const std::string& sdp) {
  Description heard;
  HeardLine audio;
  EXPECT_EQ(heard.parse(sdp), SdpError::none);
  EXPECT_EQ(choose_audio(heard, 0, SrtpPolicy::optional, SuiteList::defaults(), audio), Refusal::none);
  return make_relay_body(heard, audio).value_or(RelayBody{});
}

TEST(RelayBody, TellsTheAudioLineAndNothingElse) {
  const RelayBody body = body_of(
      "v=0\r\no=alice 2890 2891 IN IP4 pbx.inside\r\ns=Alice's phone\r\ni=secret\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\n"
      "a=tool:phone\r\nm=video 6000 RTP/AVP 99\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
      "a=rtcp:4007 IN IP4 10.0.0.6\r\na=candidate:1 1 UDP 1 10.0.0.7 4000 typ host\r\na=sendonly\r\n");
  EXPECT_EQ(relay_text(body, 0),
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\na=rtcp:4007 IN IP4 10.0.0.6\r\n");
  EXPECT_EQ(body.address, Address::v4(10, 0, 0, 5));
}

TEST(RelayBody, Rfc8643_OpportunisticSrtp_IsPlainlySrtpTowardsTheRelay) {
  const std::string sdp = secure_trunk().sdp();
  const std::string opportunistic = std::string(sdp).replace(sdp.find("RTP/SAVP"), 8, "RTP/AVP");
  const RelayBody body = body_of(opportunistic);
  EXPECT_THAT(relay_text(body, 5), HasSubstr(" RTP/SAVP "));
  EXPECT_THAT(relay_text(body, 5), HasSubstr("a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:"));
}

TEST(RelaySide, Reply_GivesAddressPortAndKeys) {
  Party relay = secure_trunk();
  RelaySide side;
  ASSERT_TRUE(read_relay_side(relay.sdp() + "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" +
                                  base64(key_of(Suite::aes_cm_128_hmac_sha1_32, 9).bytes()) + "\r\n",
                              false, side));
  EXPECT_EQ(side.local, trunk_rtp);
  ASSERT_EQ(side.key_list().size(), 2U);
  EXPECT_EQ(side.find(Suite::aes_cm_128_hmac_sha1_32)->tag, 3U);
  side.forget(relay.offer.key);
  EXPECT_EQ(side.find(usual_suite), nullptr);
  EXPECT_EQ(side.key_list().size(), 1U);
}

TEST(RelayBody, Rfc3362_Fax_IsToldWithItsAttributesAlone) {
  Description heard;
  HeardLine line;
  ASSERT_EQ(heard.parse(fax_sdp_of(phone_rtp) + "a=T38VendorInfo:0 0 37\r\na=tool:fax\r\n"), SdpError::none);
  ASSERT_EQ(choose_t38(heard, 0, line), Refusal::none);
  const auto body = make_relay_body(heard, line);
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->udptl);
  EXPECT_EQ(relay_text(*body, 0),
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\nm=image 4000 udptl t38\r\n"
            "a=T38FaxVersion:0\r\n");
}

TEST(RelaySide, ReplyOfAnotherKindThanTheOrder_IsRefused) {
  RelaySide side;
  const std::string speech = phone().sdp();
  const std::string fax = fax_sdp_of(phone_rtp);
  EXPECT_TRUE(read_relay_side(speech, false, side));
  EXPECT_TRUE(read_relay_side(fax, true, side));
  EXPECT_FALSE(read_relay_side(speech, true, side));
  EXPECT_FALSE(read_relay_side(fax, false, side));
}

TEST(RelaySide, ReplyWithoutAPlaceToSendTo_IsRefused) {
  RelaySide side;
  const auto audio_at = [](const std::string& address, const std::string& line) {
    return "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n" + line;
  };
  EXPECT_TRUE(read_relay_side(audio_at("1.2.3.4", "m=audio 4000 RTP/AVP 0\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("0.0.0.0", "m=audio 4000 RTP/AVP 0\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("239.1.2.3", "m=audio 4000 RTP/AVP 0\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("relay.example", "m=audio 4000 RTP/AVP 0\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("1.2.3.4", "m=audio 0 RTP/AVP 0\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("1.2.3.4", "m=audio 65535 RTP/AVP 0\r\n"), false, side)) << "no port for RTCP";
  EXPECT_FALSE(read_relay_side(audio_at("1.2.3.4", "m=video 4000 RTP/AVP 99\r\n"), false, side));
  EXPECT_FALSE(read_relay_side(audio_at("1.2.3.4", ""), false, side));
  EXPECT_FALSE(read_relay_side("", false, side));
}

}  // namespace
}  // namespace trunkgate::media::ng
